package org.pricefloor.acceptance.badinput;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** One request as bytes, with nothing between it and the server. */
final class RawSocket {

    private static final int PATIENCE_MS = 2_000;

    private RawSocket() {
    }

    /**
     * The status of the first answer.
     *
     * @return 0 where the connection was closed without one, -1 where it was still open when the patience ended
     */
    static int status(URI address, byte[] request, boolean thenEnds) throws IOException {
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(PATIENCE_MS);
            try {
                socket.getOutputStream().write(request);
                socket.getOutputStream().flush();
                if (thenEnds) {
                    socket.shutdownOutput();
                }
            } catch (IOException closedWhileWriting) {
                // The server may have answered before it had read everything.
            }
            return status(socket.getInputStream());
        }
    }

    private static int status(InputStream answer) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (int next = answer.read(); next >= 0 && next != '\n'; next = answer.read()) {
                line.write(next);
            }
        } catch (SocketTimeoutException stillOpen) {
            return -1;
        } catch (IOException reset) {
            return 0;
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.startsWith("HTTP/1.") ? Integer.parseInt(text.split(" ")[1]) : 0;
    }
}
