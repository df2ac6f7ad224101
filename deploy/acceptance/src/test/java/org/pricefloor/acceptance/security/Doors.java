package org.pricefloor.acceptance.security;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pricefloor.acceptance.RunningSystem;

/** The services' HTTP doors as a caller with bad manners uses them. */
final class Doors {

    static final List<String> SERVICES = List.of("price-ingestion", "contract-registry", "settlement", "portal");

    private static final Pattern LENGTH = Pattern.compile("(?i)\\r\\ncontent-length: *(\\d+)");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final RunningSystem system;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();

    Doors(RunningSystem system) {
        this.system = system;
    }

    URI address(String service) {
        return system.service(service).address();
    }

    /** A request with a bearer token; without one where it is null. */
    Answer ask(String service, String method, String path, String token, Map<String, String> headers, String body) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        if (token != null) {
            all.put("Authorization", "Bearer " + token);
        }
        return ask(service, method, path, all, body);
    }

    Answer get(String service, String path, String token) {
        return ask(service, "GET", path, token, Map.of(), null);
    }

    Answer ask(String service, String method, String path, Map<String, String> headers, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address(service) + path)).timeout(PATIENCE)
                .method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.headers().map(), response.body());
        } catch (IOException failure) {
            throw new UncheckedIOException(method + " " + path + " got no answer", failure);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(asked);
        }
    }

    /** A connection on which everything is written by hand. */
    Socket connect(String service) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(address(service).getHost(), address(service).getPort()), (int) PATIENCE.toMillis());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    /** Sends lines as they are, ended by an empty one, and reads the answer. */
    Answer raw(String service, String... lines) {
        return raw(service, false, lines);
    }

    /** As above, and reads on until the service closes: a second answer would be part of the first one's body. */
    Answer rawUntilClosed(String service, String... lines) {
        return raw(service, true, lines);
    }

    private Answer raw(String service, boolean untilClosed, String... lines) {
        try (Socket socket = connect(service)) {
            OutputStream out = socket.getOutputStream();
            try {
                out.write((String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
            } catch (IOException closedEarly) {
                // It answered before all was sent, which is its right: the answer is read below.
            }
            return read(socket.getInputStream(), untilClosed);
        } catch (IOException failure) {
            throw new UncheckedIOException("no answer to " + lines[0], failure);
        }
    }

    /** Reads one answer; the status is 0 where the other side closed without one. */
    static Answer read(InputStream in, boolean untilClosed) throws IOException {
        StringBuilder text = new StringBuilder();
        byte[] part = new byte[8192];
        try {
            for (int n = in.read(part); n >= 0; n = in.read(part)) {
                text.append(new String(part, 0, n, StandardCharsets.ISO_8859_1));
                if (!untilClosed && isWhole(text.toString())) {
                    break;
                }
            }
        } catch (SocketException reset) {
            // What came before it is the answer.
        }
        if (text.isEmpty()) {
            return new Answer(0, Map.of(), "");
        }
        String[] parts = text.toString().split("\r\n\r\n", 2);
        String[] head = parts[0].split("\r\n");
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (int i = 1; i < head.length; i++) {
            String[] header = head[i].split(":\\s*", 2);
            headers.computeIfAbsent(header[0], name -> new ArrayList<>()).add(header.length > 1 ? header[1] : "");
        }
        return new Answer(Integer.parseInt(head[0].split(" ")[1]), headers, parts.length > 1 ? parts[1] : "");
    }

    private static boolean isWhole(String text) {
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return false;
        }
        Matcher length = LENGTH.matcher(text.substring(0, end));
        return length.find() ? text.length() >= end + 4 + Integer.parseInt(length.group(1)) : text.endsWith("\r\n0\r\n\r\n");
    }
}
