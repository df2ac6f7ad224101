package org.pricefloor.acceptance.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.pricefloor.acceptance.RunningSystem;
import org.pricefloor.acceptance.SharedSystem;

/**
 * Tokens that an attacker makes, changes or found elsewhere, and ways to send them that nobody should take, at a door of every service. Each
 * is answered 401 or 403 with a problem document; the same claims in a good token are answered 200.
 */
@ExtendWith(SharedSystem.class)
class TokenAttacksTest {

    /** An address of each service that the attacked role may read, and which a token of another role may not. */
    private static final Map<String, String> TARGETS = new LinkedHashMap<>(Map.of("price-ingestion", "/api/uploads/" + "0".repeat(64), "contract-registry", "/api/agreements",
            "settlement", "/api/progress", "portal", "/office/trial-balance.json"));
    private static final String PRODUCERS = "/api/statements";
    private static final Set<String> REFUSED = Set.of("TOKEN_REFUSED", "TOKEN_MISSING", "ROLE_MISSING");
    private static final int A_DAY = 86_400;

    private static Doors doors;
    private static Forge forge;
    private static ServerSocket lure;
    private static String lureAddress;

    @BeforeAll
    static void enter(RunningSystem running) throws IOException {
        doors = new Doors(running);
        forge = new Forge(RunningSystem.state(SharedSystem.NAME).resolve("keys"));
        lure = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        lureAddress = "http://localhost:" + lure.getLocalPort() + "/jwks.json";
    }

    @AfterAll
    static void leave() throws IOException {
        lure.close();
    }

    @Test
    void noForgedOrSpoiltTokenIsTakenAndNoAddressInOneIsAsked() throws IOException {
        Map<String, String> attacks = forged();
        Map<String, String> taken = new LinkedHashMap<>();
        TARGETS.forEach((service, path) -> {
            Answer good = doors.get(service, path, forge.signed(Forge.claims("office")));
            assertTrue(good.status() == 200 || good.status() == 404, () -> "a good token is taken: " + good);
            attacks.forEach((attack, token) -> {
                Answer answer = doors.get(service, path, token);
                if (!answer.isRefusal() || !REFUSED.contains(answer.code())) {
                    taken.put(attack + " at " + service, answer.toString());
                }
            });
        });
        lure.setSoTimeout(1);
        try {
            lure.accept().close();
            taken.put("an address in a token", "a service connected to it");
        } catch (SocketTimeoutException nobodyCame) {
            assertTrue(lure.isBound());
        }
        System.out.printf("Tokens: %d forged or spoilt at %d services, %d not refused%n", attacks.size(), TARGETS.size(), taken.size());
        assertEquals(Map.of(), taken);
    }

    @Test
    void noTokenOfAProducerWithoutOnePartyIsTaken() {
        Map<String, String> attacks = parties();
        Map<String, String> taken = new LinkedHashMap<>();
        attacks.forEach((attack, token) -> {
            for (Map.Entry<String, String> target : Map.of("portal", PRODUCERS, "contract-registry", "/api/agreements", "settlement", "/api/parked-periods").entrySet()) {
                Answer answer = doors.get(target.getKey(), target.getValue(), token);
                if (!answer.isRefusal() || !REFUSED.contains(answer.code())) {
                    taken.put(attack + " at " + target.getKey(), answer.toString());
                }
            }
        });
        System.out.printf("Tokens: %d of a producer without one party, %d not refused%n", attacks.size(), taken.size());
        assertEquals(Map.of(), taken);
    }

    @Test
    void aPartyThatReadsLikeAPatternOrAQuerySeesNothing() {
        for (String party : List.of("%", "_INE-E", "*' OR '1'='1", "MINE-E,MP-MATERIALS", "{*}", "mine-e", "\u041cINE-E")) {
            String token = forge.signed(Forge.claims(List.of("producer"), claims -> claims.put("party", party)));
            assertEquals("{\"statements\":[]}", doors.get("portal", PRODUCERS, token).body(), party);
            assertEquals("[]", doors.get("contract-registry", "/api/agreements", token).body(), party);
            assertEquals("[]", doors.get("settlement", "/api/parked-periods", token).body(), party);
        }
    }

    @Test
    void noOtherWayOfSendingATokenIsTaken() {
        String good = forge.signed(Forge.claims("office"));
        String bad = forge.signedByAnother(forge.header(), Forge.claims("office"));
        Map<String, List<String>> ways = new LinkedHashMap<>();
        ways.put("a good and a bad Authorization header", List.of("Authorization: Bearer " + good, "Authorization: Bearer " + bad));
        ways.put("a bad and a good Authorization header", List.of("Authorization: Bearer " + bad, "Authorization: Bearer " + good));
        ways.put("two good ones", List.of("Authorization: Bearer " + good, "Authorization: Bearer " + forge.signed(Forge.claims("auditor"))));
        ways.put("two in one header", List.of("Authorization: Bearer " + bad + ", Bearer " + good));
        ways.put("Basic with the token", List.of("Authorization: Basic " + good));
        ways.put("Basic with a name and a password", List.of("Authorization: Basic " + Base64.getEncoder().encodeToString("office:office".getBytes(StandardCharsets.US_ASCII))));
        ways.put("no scheme", List.of("Authorization: " + good));
        ways.put("the scheme twice", List.of("Authorization: Bearer Bearer " + good));
        ways.put("the scheme and nothing", List.of("Authorization: Bearer"));
        ways.put("the scheme and a space", List.of("Authorization: Bearer "));
        ways.put("a space inside", List.of("Authorization: Bearer " + good.substring(0, 20) + " " + good.substring(20)));
        ways.put("Digest", List.of("Authorization: Digest username=\"office\", response=\"x\""));
        ways.put("Negotiate", List.of("Authorization: Negotiate YII="));
        ways.put("DPoP", List.of("Authorization: DPoP " + good));
        ways.put("X-Access-Token", List.of("X-Access-Token: " + good));
        ways.put("Proxy-Authorization", List.of("Proxy-Authorization: Bearer " + good));
        ways.put("X-Forwarded-User", List.of("X-Forwarded-User: office", "X-Remote-User: office", "X-User-Roles: office"));
        ways.put("another cookie", List.of("Cookie: access_token=" + good + "; Bearer=" + good + "; token=" + good));
        Map<String, String> taken = new LinkedHashMap<>();
        TARGETS.forEach((service, path) -> {
            ways.forEach((way, headers) -> {
                List<String> lines = new ArrayList<>(List.of("GET " + path + " HTTP/1.1", "Host: localhost"));
                lines.addAll(headers);
                lines.add("Connection: close");
                Answer answer = doors.raw(service, lines.toArray(String[]::new));
                if (!answer.isRefusal() || !REFUSED.contains(answer.code())) {
                    taken.put(way + " at " + service, answer.toString());
                }
            });
            for (String query : List.of("?access_token=" + good, "?token=" + good, "?Authorization=Bearer%20" + good, ";access_token=" + good)) {
                Answer answer = doors.ask(service, "GET", path + query, Map.of(), null);
                if (answer.status() < 400 || answer.status() >= 500) {
                    taken.put("in the address at " + service, answer.toString());
                }
            }
            Answer form = doors.ask(service, "POST", path, Map.of("Content-Type", "application/x-www-form-urlencoded"), "access_token=" + good);
            if (form.status() < 400 || form.status() >= 500) {
                taken.put("in a form at " + service, form.toString());
            }
            if (!service.equals("portal")) {
                Answer cookie = doors.ask(service, "GET", path, Map.of("Cookie", "pricefloor_token=" + good), null);
                if (!cookie.isRefusal()) {
                    taken.put("the portal's cookie at " + service, cookie.toString());
                }
            }
        });
        System.out.printf("Tokens: %d ways of sending one at %d services, %d not refused%n", ways.size() + 6, TARGETS.size(), taken.size());
        assertEquals(Map.of(), taken);
    }

    /** RFC 9110: the name of a scheme is the same in any case. */
    @Test
    void theSchemeMayBeWrittenInAnyCase() {
        String good = forge.signed(Forge.claims("office"));
        for (String scheme : List.of("Bearer", "bearer", "BEARER")) {
            assertEquals(200, doors.ask("settlement", "GET", "/api/progress", Map.of("Authorization", scheme + " " + good), null).status(), scheme);
        }
    }

    @Test
    void aTokenOfAMegabyteAndOneWithNulAreTurnedAwayAtOnce() {
        String huge = forge.signed(Forge.claims(List.of("office"), claims -> claims.put("padding", "x".repeat(1_000_000))));
        TARGETS.forEach((service, path) -> {
            Answer answer = doors.raw(service, "GET " + path + " HTTP/1.1", "Host: localhost", "Authorization: Bearer " + huge, "Connection: close");
            assertTrue(answer.status() == 431 || answer.status() == 0, () -> "the server's limit of a header: " + answer);
            Answer nul = doors.raw(service, "GET " + path + " HTTP/1.1", "Host: localhost", "Authorization: Bearer a\0b", "Connection: close");
            assertTrue(nul.status() == 400 || nul.isRefusal(), nul::toString);
            assertTrue(doors.get(service, path, forge.signed(Forge.claims("office"))).status() < 500, "it still answers");
        });
        // The largest token that the server's limit lets through is read, and refused for what it is.
        String large = forge.signedByAnother(forge.header(), Forge.claims(List.of("office"), claims -> claims.put("padding", "x".repeat(10_000))));
        assertEquals("TOKEN_REFUSED", doors.get("settlement", "/api/progress", large).code());
    }

    private static Map<String, String> forged() {
        Map<String, String> attacks = new LinkedHashMap<>();
        Map<String, Object> office = Forge.claims("office");
        String good = forge.signed(office);
        // Algorithms.
        for (String none : List.of("none", "None", "NONE", "nOnE", "none ", "")) {
            attacks.put("algorithm '" + none + "'", Forge.unsigned(forge.header(header -> header.put("alg", none)), office));
            attacks.put("algorithm '" + none + "' over a good signature", Forge.withHeader(good, forge.header(header -> header.put("alg", none))));
        }
        attacks.put("no algorithm", Forge.withHeader(good, forge.header(header -> header.remove("alg"))));
        attacks.put("algorithm null", Forge.withHeader(good, forge.header(header -> header.put("alg", null))));
        attacks.put("an empty header", Forge.withHeader(good, Map.of()));
        for (String hmac : List.of("HS256", "HS384", "HS512")) {
            attacks.put(hmac + " with the public key set", Forge.mac(forge.header(header -> header.put("alg", hmac)), office, forge.jwks.getBytes(StandardCharsets.UTF_8)));
            attacks.put(hmac + " with the public key set, stripped", Forge.mac(forge.header(header -> header.put("alg", hmac)), office, forge.jwks.strip().getBytes(StandardCharsets.UTF_8)));
            attacks.put(hmac + " with an empty secret", Forge.mac(forge.header(header -> header.put("alg", hmac)), office, new byte[0]));
        }
        KeyPair rsa = Forge.pair("RSA", null);
        attacks.put("RS256", forge.signedWith("SHA256withRSA", rsa.getPrivate(), forge.header(header -> header.put("alg", "RS256")), office));
        attacks.put("PS256 by name", forge.signedWith("SHA256withRSA", rsa.getPrivate(), forge.header(header -> header.put("alg", "PS256")), office));
        attacks.put("ES384", forge.signedWith("SHA384withECDSAinP1363Format", Forge.pair("EC", "secp384r1").getPrivate(), forge.header(header -> header.put("alg", "ES384")), office));
        attacks.put("EdDSA by name", forge.signedByAnother(forge.header(header -> header.put("alg", "EdDSA")), office));
        attacks.put("ES256K by name", forge.signedByAnother(forge.header(header -> header.put("alg", "ES256K")), office));
        // Keys.
        attacks.put("another's key under our key id", forge.signedByAnother(forge.header(), office));
        for (Object id : Arrays.asList("../../../../../../dev/null", "/proc/self/environ", "unknown", "' UNION SELECT 'AA' --", lureAddress, "file:///etc/hostname", "x".repeat(4_000),
                "${jndi:ldap://localhost:1/x}", "\u0000", "", 42, List.of("a"), null)) {
            attacks.put("key id " + (id == null ? "null" : id.toString().substring(0, Math.min(30, id.toString().length()))), forge.signedByAnother(forge.header(header -> header.put("kid", id)), office));
        }
        attacks.put("no key id", forge.signedByAnother(forge.header(header -> header.remove("kid")), office));
        attacks.put("an embedded key", forge.signedByAnother(forge.header(header -> header.put("jwk", forge.jwk())), office));
        attacks.put("an embedded key without an id", forge.signedByAnother(forge.header(header -> { header.remove("kid"); header.put("jwk", forge.jwk()); }), office));
        attacks.put("an address of keys", forge.signedByAnother(forge.header(header -> header.put("jku", lureAddress)), office));
        attacks.put("an address of certificates", forge.signedByAnother(forge.header(header -> header.put("x5u", lureAddress)), office));
        attacks.put("an embedded certificate", forge.signedByAnother(forge.header(header -> header.put("x5c", List.of(Base64.getEncoder().encodeToString(forge.anothers.getPublic().getEncoded())))), office));
        attacks.put("a thumbprint of a certificate", forge.signedByAnother(forge.header(header -> { header.remove("kid"); header.put("x5t#S256", "AAAA"); }), office));
        attacks.put("a critical header that nobody knows", forge.signed(forge.header(header -> { header.put("crit", List.of("x")); header.put("x", true); }), office));
        attacks.put("an unencoded payload", forge.signed(forge.header(header -> { header.put("crit", List.of("b64")); header.put("b64", false); }), office));
        attacks.put("the header member alg twice", forge.signed("{\"alg\":\"none\",\"alg\":\"ES256\",\"kid\":\"x\"}", Forge.json(office)));
        // Who it is for, who made it.
        change(attacks, "another audience", claims -> claims.put("aud", "somebody-else"));
        change(attacks, "no audience", claims -> claims.remove("aud"));
        change(attacks, "an empty audience", claims -> claims.put("aud", ""));
        change(attacks, "audiences without ours", claims -> claims.put("aud", List.of("a", "b")));
        change(attacks, "no audiences", claims -> claims.put("aud", List.of()));
        change(attacks, "our audience in another case", claims -> claims.put("aud", "Pricefloor"));
        change(attacks, "an audience that begins as ours", claims -> claims.put("aud", "pricefloor.example"));
        change(attacks, "an audience that is an object", claims -> claims.put("aud", Map.of("pricefloor", true)));
        change(attacks, "another issuer", claims -> claims.put("iss", "https://elsewhere.example"));
        change(attacks, "no issuer", claims -> claims.remove("iss"));
        change(attacks, "an issuer with a slash more", claims -> claims.put("iss", "https://pricefloor.localhost/dev/"));
        change(attacks, "an issuer with a name before", claims -> claims.put("iss", "https://pricefloor.localhost/dev@elsewhere.example"));
        change(attacks, "issuers in a list", claims -> claims.put("iss", List.of("https://pricefloor.localhost/dev")));
        // Times.
        long now = Instant.now().getEpochSecond();
        change(attacks, "expired", claims -> { claims.put("iat", now - 700); claims.put("exp", now - 60); });
        change(attacks, "no expiry", claims -> claims.remove("exp"));
        change(attacks, "expiry null", claims -> claims.put("exp", null));
        change(attacks, "an expiry of text", claims -> claims.put("exp", "tomorrow"));
        change(attacks, "an expiry before time began", claims -> claims.put("exp", -1));
        change(attacks, "an expiry after ten years", claims -> claims.put("exp", now + 3_650L * A_DAY));
        change(attacks, "an expiry that overflows", claims -> claims.put("exp", new BigInteger("99999999999999999999")));
        change(attacks, "an expiry in milliseconds", claims -> claims.put("exp", now * 1_000));
        change(attacks, "not yet valid", claims -> claims.put("nbf", now + 600));
        change(attacks, "issued in days to come", claims -> { claims.put("iat", now + 2 * A_DAY); claims.put("exp", now + 2 * A_DAY + 600); });
        change(attacks, "issued two days ago and still valid", claims -> { claims.put("iat", now - 2 * A_DAY); claims.put("exp", now + 600); });
        change(attacks, "not saying when it was issued", claims -> claims.remove("iat"));
        // Other kinds of tokens of the same issuer.
        change(attacks, "an ID token: nonce", claims -> claims.put("nonce", "n-0S6_WzA2Mj"));
        change(attacks, "an ID token: at_hash", claims -> claims.put("at_hash", "77QmUPtjPfzWtF2AnpK9RQ"));
        change(attacks, "an ID token: typ", claims -> claims.put("typ", "ID"));
        change(attacks, "a refresh token: typ", claims -> claims.put("typ", "Refresh"));
        change(attacks, "a logout token", claims -> claims.put("events", Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of())));
        change(attacks, "a token bound to a key", claims -> claims.put("cnf", Map.of("jkt", "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I")));
        for (String type : List.of("id_token+jwt", "logout+jwt", "dpop+jwt", "secevent+jwt", "JOSE", "client-authentication+jwt")) {
            attacks.put("header typ " + type, forge.signed(forge.header(header -> header.put("typ", type)), office));
        }
        // Who it is about.
        change(attacks, "no subject", claims -> claims.remove("sub"));
        change(attacks, "an empty subject", claims -> claims.put("sub", ""));
        change(attacks, "a subject that is a list", claims -> claims.put("sub", List.of("a", "b")));
        change(attacks, "a subject with a line break", claims -> claims.put("sub", "somebody\nApproved agreement=FORGED"));
        change(attacks, "a subject of 64 KB", claims -> claims.put("sub", "x".repeat(4_000)));
        // Roles.
        change(attacks, "groups as text", claims -> claims.put("groups", "office"));
        change(attacks, "groups as an object", claims -> claims.put("groups", Map.of("office", true)));
        change(attacks, "groups in a list in a list", claims -> claims.put("groups", List.of(List.of("office"))));
        change(attacks, "no groups", claims -> claims.remove("groups"));
        change(attacks, "groups null", claims -> claims.put("groups", null));
        for (String role : List.of("OFFICE", "Office", " office", "office ", "office,auditor", "*", "**", "office\u0000", "\u043effice", "admin", "ROLE_office")) {
            change(attacks, "the role '" + role + "'", claims -> claims.put("groups", List.of(role)));
        }
        change(attacks, "roles under other names", claims -> { claims.remove("groups"); claims.put("roles", List.of("office")); claims.put("scope", "office");
            claims.put("realm_access", Map.of("roles", List.of("office"))); });
        attacks.put("groups twice", forge.signed(Forge.json(forge.header()), Forge.json(Forge.claims("producer")).replace("\"groups\":", "\"groups\":[\"office\"],\"groups\":")));
        // Signatures and forms.
        String[] parts = good.split("\\.");
        attacks.put("claims changed after signing", Forge.withClaims(good, Forge.claims("office", "operator")));
        attacks.put("header changed after signing", Forge.withHeader(good, forge.header(header -> header.put("cty", "JWT"))));
        attacks.put("no signature", parts[0] + "." + parts[1] + ".");
        attacks.put("two parts", parts[0] + "." + parts[1]);
        attacks.put("four parts", good + ".x");
        attacks.put("five parts, as if encrypted", parts[0] + "." + parts[1] + "." + parts[2] + ".x.x");
        attacks.put("encrypted by name", Forge.encoded("{\"alg\":\"dir\",\"enc\":\"A128GCM\"}") + "..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA");
        attacks.put("encrypted to our public key by name", Forge.encoded("{\"alg\":\"ECDH-ES\",\"enc\":\"A128GCM\",\"epk\":" + Forge.json(forge.jwk()) + "}") + "..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA");
        attacks.put("a signature of zeros", forge.resigned(good, signature -> new byte[signature.length]));
        attacks.put("an r of zero", forge.resigned(good, signature -> { Arrays.fill(signature, 0, 32, (byte) 0); return signature; }));
        attacks.put("an s of zero", forge.resigned(good, signature -> { Arrays.fill(signature, 32, 64, (byte) 0); return signature; }));
        attacks.put("r and s exchanged", forge.resigned(good, signature -> { byte[] other = new byte[64]; System.arraycopy(signature, 32, other, 0, 32); System.arraycopy(signature, 0, other, 32, 32); return other; }));
        attacks.put("a signature in DER", forge.derSigned(office));
        attacks.put("a signature of half the length", forge.resigned(good, signature -> Arrays.copyOf(signature, 32)));
        attacks.put("a signature with bytes after it", forge.resigned(good, signature -> Arrays.copyOf(signature, 70)));
        attacks.put("an empty signature of DER", forge.resigned(good, signature -> new byte[] {0x30, 0x06, 0x02, 0x01, 0x00, 0x02, 0x01, 0x00}));
        attacks.put("a token in a token", Forge.unsigned(forge.header(header -> { header.put("alg", "none"); header.put("cty", "JWT"); }), Map.of("jwt", good)));
        attacks.put("a good token as the payload of a good signature", forge.signed(Forge.json(forge.header(header -> header.put("cty", "JWT"))), good));
        attacks.put("a payload that is no JSON", forge.signed(Forge.json(forge.header()), "office"));
        attacks.put("a payload that is a list", forge.signed(Forge.json(forge.header()), "[\"office\"]"));
        attacks.put("a header that is no JSON", forge.signed("ES256", Forge.json(office)));
        attacks.put("deep nesting", forge.signed(Forge.json(forge.header()), "{\"a\":" + "[".repeat(3_000) + "]".repeat(3_000) + "}"));
        attacks.put("JSON serialisation", "{\"payload\":\"" + parts[1] + "\",\"protected\":\"" + parts[0] + "\",\"signature\":\"" + parts[2] + "\"}");
        attacks.put("rubbish", "rubbish");
        attacks.put("dots", "...");
        return attacks;
    }

    private static Map<String, String> parties() {
        Map<String, String> attacks = new LinkedHashMap<>();
        for (Object party : Arrays.asList("", " ", "*", List.of("MINE-E"), List.of("MINE-E", "MP-MATERIALS"), List.of(), Map.of("party", "*"), 42, true, null, "MINE-E\u0000", "MINE-E\n",
                " MINE-E", "MINE\u200b-E", "x".repeat(2_000))) {
            attacks.put("party " + (party == null ? "null" : party.toString().substring(0, Math.min(25, party.toString().length()))),
                    forge.signed(Forge.claims(List.of("producer"), claims -> claims.put("party", party))));
        }
        attacks.put("no party", forge.signed(Forge.claims("producer")));
        attacks.put("party under another name", forge.signed(Forge.claims(List.of("producer"), claims -> { claims.put("Party", "MINE-E"); claims.put("tenant", "MINE-E"); })));
        attacks.put("party twice", forge.signed(Forge.json(forge.header()), Forge.json(Forge.claims(List.of("producer"), claims -> claims.put("party", "MINE-E")))
                .replace("\"party\":", "\"party\":\"MP-MATERIALS\",\"party\":")));
        String mine = forge.signed(Forge.claims(List.of("producer"), claims -> claims.put("party", "MINE-E")));
        attacks.put("party changed after signing", Forge.withClaims(mine, Forge.claims(List.of("producer"), claims -> claims.put("party", "MP-MATERIALS"))));
        attacks.put("roles changed after signing", Forge.withClaims(mine, Forge.claims(List.of("producer", "office"), claims -> claims.put("party", "MINE-E"))));
        return attacks;
    }

    private static void change(Map<String, String> attacks, String name, Consumer<Map<String, Object>> change) {
        Map<String, Object> claims = new HashMap<>(Forge.claims("office"));
        change.accept(claims);
        attacks.put(name, forge.signed(claims));
    }
}
