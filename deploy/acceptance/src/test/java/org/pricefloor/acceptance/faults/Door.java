package org.pricefloor.acceptance.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.pricefloor.acceptance.RunningSystem;

/**
 * A client as a client should be: what was not answered is sent again, with the same document, until it is. The HTTP answer 2xx is
 * the only thing that counts as accepted.
 */
public final class Door {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(8);
    private static final long PAUSE_MILLIS = 100;

    private final RunningSystem system;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(2)).build();
    private final Map<String, URI> others = new ConcurrentHashMap<>();
    private final Set<String> atTheOther = ConcurrentHashMap.newKeySet();
    private final AtomicLong repeated = new AtomicLong();

    Door(RunningSystem system) {
        this.system = system;
    }

    /** A second process of the service: who is not answered by one turns to the other. */
    void also(String service, URI address) {
        others.put(service, address);
    }

    /** How often something had to be sent again. */
    long repeated() {
        return repeated.get();
    }

    /**
     * Sends until it is accepted.
     *
     * @param givenUp asked before each further attempt
     * @return the answer; null when given up
     * @throws IllegalStateException when a good input is refused
     */
    JsonNode send(String method, String service, String path, String role, String body, BooleanSupplier givenUp) throws InterruptedException {
        while (true) {
            String trouble;
            URI asked = address(service);
            try {
                HttpResponse<String> answer = once(method, asked.resolve(path), role, null, body);
                if (answer.statusCode() / 100 == 2) {
                    return JSON.readTree(answer.body());
                }
                trouble = answer.statusCode() + " " + answer.body();
                if (answer.statusCode() < 500 && answer.statusCode() != 408 && answer.statusCode() != 429) {
                    throw new IllegalStateException(service + " refused a good input: " + method + " " + path + " " + body + " answered " + trouble);
                }
            } catch (IOException unanswered) {
                trouble = unanswered.toString();
            }
            if (givenUp.getAsBoolean()) {
                return null;
            }
            repeated.incrementAndGet();
            turnAwayFrom(asked, service);
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }

    /** Several may have waited for the same address: they turn once, not back again. */
    private void turnAwayFrom(URI silent, String service) {
        if (silent.equals(others.get(service))) {
            atTheOther.remove(service);
        } else if (others.containsKey(service)) {
            atTheOther.add(service);
        }
    }

    private URI address(String service) {
        return atTheOther.contains(service) ? others.get(service) : system.service(service).address();
    }

    /** One attempt. */
    HttpResponse<String> once(String method, String service, String path, String role, String party, String body) throws IOException, InterruptedException {
        return once(method, address(service).resolve(path), role, party, body);
    }

    private HttpResponse<String> once(String method, URI address, String role, String party, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address).timeout(LONGEST_ANSWER)
                .header("Authorization", "Bearer " + system.token(role, party)).header("Content-Type", "application/json")
                .method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body)).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
