package org.pricefloor.acceptance.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.pricefloor.acceptance.RunningSystem;
import org.pricefloor.acceptance.SharedSystem;

/** A person's way into the portal and out of it: the cookie, forms of other sites, and what a sign-out ends. */
@ExtendWith(SharedSystem.class)
class PortalSessionTest {

    private static final String PAGE = "/office/trial-balance";
    private static final String FORM = "application/x-www-form-urlencoded";

    private static Doors doors;
    private static Forge forge;

    @BeforeAll
    static void enter(RunningSystem running) {
        doors = new Doors(running);
        forge = new Forge(RunningSystem.state(SharedSystem.NAME).resolve("keys"));
    }

    private static String token() {
        return forge.signed(Forge.claims(List.of("office"), claims -> claims.put("jti", UUID.randomUUID().toString())));
    }

    private static Answer signIn(String token, Map<String, String> headers) {
        return post("/sign-in", headers, "token=" + token);
    }

    private static Answer post(String path, Map<String, String> headers, String body) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put("Content-Type", FORM);
        return doors.ask("portal", "POST", path, all, body);
    }

    private static Answer withCookie(String token) {
        return doors.ask("portal", "GET", PAGE, Map.of("Cookie", "pricefloor_token=" + token, "Accept", "text/html"), null);
    }

    @Test
    void theCookieIsForNoScriptAndForNoOtherSite() {
        String cookie = signIn(token(), Map.of()).header("set-cookie");
        assertTrue(cookie.startsWith("pricefloor_token=") && cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && cookie.contains("Path=/"), cookie);
        assertFalse(cookie.contains("Domain"), cookie);
        assertFalse(cookie.contains("Max-Age") || cookie.contains("Expires"), "it ends with the browser's session: " + cookie);
    }

    @Test
    void whatABrowserBroughtBeforeTheSignInOpensNothingAfterIt() {
        String planted = "planted-by-somebody";
        String token = token();
        Answer signedIn = post("/sign-in", Map.of("Cookie", "pricefloor_token=" + planted), "token=" + token);
        assertEquals(303, signedIn.status());
        assertTrue(signedIn.header("set-cookie").startsWith("pricefloor_token=" + token), "the cookie is the one that was signed in with");
        assertNotEquals(200, withCookie(planted).status());
        assertEquals(200, withCookie(token).status());
    }

    @Test
    void whoSignedOutIsOutWhateverCopyOfTheTokenIsLeft() {
        String token = token();
        assertEquals(303, signIn(token, Map.of()).status());
        assertEquals(200, withCookie(token).status());
        Answer out = post("/sign-out", Map.of("Cookie", "pricefloor_token=" + token), "");
        assertEquals(303, out.status());
        assertTrue(out.header("set-cookie").contains("Max-Age=0"), out.header("set-cookie"));
        assertTrue(out.header("clear-site-data").contains("cache"), out.toString());
        assertNotEquals(200, withCookie(token).status());
        assertEquals(401, doors.get("portal", "/api/statements", token).status());
        assertEquals(422, signIn(token, Map.of()).status());
        assertNotEquals(200, withCookie(forge.resigned(token, PortalSessionTest::otherS)).status(), "the same token under the other form of its signature");
        assertEquals(200, withCookie(token()).status(), "another token of the same person is not touched");
    }

    /** ECDSA: with (r, s) also (r, n − s) is a signature of the same text. */
    private static byte[] otherS(byte[] signature) {
        BigInteger order = new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);
        byte[] other = order.subtract(new BigInteger(1, Arrays.copyOfRange(signature, 32, 64))).toByteArray();
        byte[] both = Arrays.copyOf(signature, 64);
        Arrays.fill(both, 32, 64, (byte) 0);
        int length = Math.min(32, other.length);
        System.arraycopy(other, other.length - length, both, 64 - length, length);
        return both;
    }

    @Test
    void aFormOfAnotherSiteIsRefused() {
        for (Map<String, String> elsewhere : List.of(Map.of("Sec-Fetch-Site", "cross-site"), Map.of("Sec-Fetch-Site", "same-site"), Map.of("Origin", "https://elsewhere.example"),
                Map.of("Origin", "null"), Map.of("Origin", "https://localhost.elsewhere.example"), Map.of("Sec-Fetch-Site", "cross-site", "Origin", "null"))) {
            String token = token();
            assertEquals(403, signIn(token, elsewhere).status(), elsewhere::toString);
            Map<String, String> withCookie = new LinkedHashMap<>(elsewhere);
            withCookie.put("Cookie", "pricefloor_token=" + token);
            Answer out = post("/sign-out", withCookie, "");
            assertEquals(403, out.status(), elsewhere::toString);
            assertFalse(out.headers().containsKey("set-cookie"), out.toString());
            assertEquals(200, withCookie(token).status(), "nobody was signed out");
        }
        String own = doors.address("portal").toString();
        assertEquals(303, signIn(token(), Map.of("Origin", own)).status());
        assertEquals(303, signIn(token(), Map.of("Sec-Fetch-Site", "same-origin", "Origin", own)).status());
    }

    @Test
    void nobodyIsLedToAnotherSite() {
        for (String next : List.of("//elsewhere.example/", "https://elsewhere.example/", "/\\elsewhere.example", "javascript:alert(1)", "/%0d%0aSet-Cookie:forged=1", "\\\\elsewhere.example",
                "/sign-out", "http:/elsewhere.example", "/\t/elsewhere.example", " //elsewhere.example")) {
            Answer answer = post("/sign-in", Map.of(), "token=" + token() + "&next=" + URLEncoder.encode(next, StandardCharsets.UTF_8));
            assertEquals(303, answer.status(), next);
            String location = answer.header("location").replaceFirst("^http://localhost:\\d+", "");
            assertTrue(location.startsWith("/") && !location.startsWith("//") && !location.contains("elsewhere.example") || location.startsWith("/%0d%0a"), next + " led to " + location);
            assertEquals(1, answer.headers().get("set-cookie").size(), next);
        }
    }

    @Test
    void aSignInThatIsRefusedSaysNothingOfTheTokenAndSetsNoCookie() {
        for (String bad : List.of("", "rubbish", forge.signedByAnother(forge.header(), Forge.claims("office")), forge.signed(Forge.claims("producer")),
                forge.signed(Forge.claims(List.of("office"), claims -> claims.put("exp", 1))), "<script>alert(1)</script>")) {
            Answer answer = signIn(bad, Map.of());
            assertEquals(422, answer.status());
            assertFalse(answer.headers().containsKey("set-cookie"), answer.toString());
            assertTrue(bad.isEmpty() || !answer.body().contains(bad), "the page repeats what was sent");
        }
        Answer large = signIn("x".repeat(20_000), Map.of());
        assertTrue(large.status() == 413 || large.status() == 422 || large.status() == 400, large::toString);
    }
}
