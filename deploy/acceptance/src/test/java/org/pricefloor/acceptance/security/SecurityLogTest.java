package org.pricefloor.acceptance.security;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.pricefloor.acceptance.RunningSystem;
import org.pricefloor.acceptance.SharedSystem;

/** Who was turned away stands in the log, and what it came with does not. */
@ExtendWith(SharedSystem.class)
class SecurityLogTest {

    private static final Duration WRITTEN_WITHIN = Duration.ofSeconds(5);

    private static Doors doors;
    private static Forge forge;
    private static RunningSystem system;

    @BeforeAll
    static void enter(RunningSystem running) {
        system = running;
        doors = new Doors(running);
        forge = new Forge(RunningSystem.state(SharedSystem.NAME).resolve("keys"));
    }

    @Test
    void theLogSaysWhoWasRefusedWhereAndWhyAndNeverTheToken() throws IOException {
        String person = "somebody-" + UUID.randomUUID();
        String good = forge.signed(Forge.claims(List.of("registrar"), claims -> claims.put("sub", person)));
        String bad = forge.signedByAnother(forge.header(), Forge.claims(List.of("office"), claims -> claims.put("sub", "forged-" + person)));
        String kind = forge.signed(Forge.claims(List.of("office"), claims -> { claims.put("sub", "kind-" + person); claims.put("nonce", "n"); }));
        assertEquals(403, doors.get("settlement", "/api/progress", good).status());
        assertEquals(401, doors.get("settlement", "/api/progress", bad).status());
        assertEquals(401, doors.get("settlement", "/api/progress", kind).status());
        assertEquals(401, doors.get("settlement", "/api/progress", null).status());
        await().atMost(WRITTEN_WITHIN).untilAsserted(() -> {
            String log = log("settlement");
            assertTrue(log.contains("path=/api/progress from=127.0.0.1 subject=" + person + " roles=[registrar]"), "who had not the role");
            assertTrue(log.contains("Refused token method=GET path=/api/progress from=127.0.0.1 reason=it is another kind of token, as its claims say"), "why a token was refused");
            assertTrue(log.contains("Refused caller without token method=GET path=/api/progress from=127.0.0.1"), "who came without one");
        });
        String cookie = forge.signed(Forge.claims(List.of("office"), claims -> claims.put("sub", "signed-in-" + person)));
        doors.ask("portal", "POST", "/sign-in", Map.of("Content-Type", "application/x-www-form-urlencoded"), "token=" + cookie);
        doors.ask("portal", "POST", "/sign-out", Map.of("Content-Type", "application/x-www-form-urlencoded", "Cookie", "pricefloor_token=" + cookie), "");
        await().atMost(WRITTEN_WITHIN).untilAsserted(() -> {
            assertTrue(log("portal").contains("Signed in subject=signed-in-" + person), "who signed in");
            assertTrue(log("portal").contains("Signed out subject=signed-in-" + person), "who signed out");
        });
        for (String service : Doors.SERVICES) {
            String log = log(service);
            for (String token : List.of(good, bad, kind, cookie)) {
                assertTrue(!log.contains(token.split("\\.")[1]) && !log.contains(token.split("\\.")[2]), service + " logged a token");
            }
            assertTrue(!log.contains("forged-" + person), service + " logged what a forged token says");
        }
    }

    private static String log(String service) throws IOException {
        return Files.readString(system.service(service).log());
    }
}
