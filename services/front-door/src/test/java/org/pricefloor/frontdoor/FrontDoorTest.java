package org.pricefloor.frontdoor;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@QuarkusTest
@QuarkusTestResource(DoorKey.class)
class FrontDoorTest {

    private static final Consumer<JwtClaims> AS_IT_IS = claims -> { };

    @Test
    void aRequestWithoutATokenIsAnsweredWithAProblem() {
        isProblem(given().get("/parlour").then(), 401, "TOKEN_MISSING").header("WWW-Authenticate", containsString("Bearer"));
    }

    static Stream<Arguments> spoiltTokens() {
        return Stream.of(
                Arguments.of("another issuer", token(claims -> claims.setIssuer("https://elsewhere.example"))),
                Arguments.of("another audience", token(claims -> claims.setAudience("somebody-else"))),
                Arguments.of("no audience", token(claims -> claims.unsetClaim("aud"))),
                Arguments.of("expired", token(claims -> claims.setExpirationTime(DoorKey.minutesAgo(1)))),
                Arguments.of("no expiry", token(claims -> claims.unsetClaim("exp"))),
                Arguments.of("not yet valid", token(claims -> claims.setNotBeforeMinutesInThePast(-10))),
                Arguments.of("another's key", DoorKey.signed(DoorKey.claims("office"), DoorKey.ANOTHERS)),
                Arguments.of("algorithm none", DoorKey.unsigned(DoorKey.claims("office"))),
                Arguments.of("changed after signing", changed()),
                Arguments.of("not a token", "rubbish"),
                Arguments.of("a producer without a party", DoorKey.token(List.of("producer"), AS_IT_IS)),
                Arguments.of("valid for two days", token(claims -> claims.setExpirationTimeMinutesInTheFuture(2 * 24 * 60))),
                Arguments.of("an ID token", token(claims -> claims.setClaim("nonce", "n"))),
                Arguments.of("a token bound to a key", token(claims -> claims.setClaim("cnf", Map.of("jkt", "k")))),
                Arguments.of("no subject", token(claims -> claims.unsetClaim("sub"))),
                Arguments.of("a subject of two lines", token(claims -> claims.setSubject("a\nb"))),
                Arguments.of("groups as text", token(claims -> claims.setClaim("groups", "office"))),
                Arguments.of("groups as an object", token(claims -> claims.setClaim("groups", Map.of("office", true)))),
                Arguments.of("a party in a list", DoorKey.token(List.of("producer"), claims -> claims.setClaim("party", List.of("MINE-1")))),
                Arguments.of("a party with NUL", DoorKey.token(List.of("producer"), claims -> claims.setClaim("party", "MINE-1\0"))),
                Arguments.of("a producer of every party", DoorKey.token(List.of("producer"), claims -> claims.setClaim("party", "*"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spoiltTokens")
    void aTokenThatIsNotOursIsRefused(String what, String token) {
        isProblem(given().auth().oauth2(token).get("/parlour").then(), 401, "TOKEN_REFUSED");
    }

    @Test
    void aTokenThatWasTakenAMomentAgoLendsNothingToOneThatResemblesIt() {
        String good = token(AS_IT_IS);
        String[] parts = good.split("\\.");
        String[] anothers = DoorKey.signed(DoorKey.claims("office", "auditor"), DoorKey.OURS).split("\\.");
        for (int again = 0; again < 2; again++) {
            given().auth().oauth2(good).get("/parlour").then().statusCode(200);
            isProblem(given().auth().oauth2(parts[0] + "." + anothers[1] + "." + parts[2]).get("/parlour").then(), 401, "TOKEN_REFUSED");
            isProblem(given().auth().oauth2(parts[0] + "." + parts[1] + "." + anothers[2]).get("/parlour").then(), 401, "TOKEN_REFUSED");
            isProblem(given().auth().oauth2(parts[0] + "." + parts[1] + ".").get("/parlour").then(), 401, "TOKEN_REFUSED");
        }
    }

    @Test
    void twoTokensInOneRequestAreRefused() {
        isProblem(given().header("Authorization", "Bearer " + token(AS_IT_IS), "Bearer " + token(AS_IT_IS)).get("/parlour").then(), 401, "TOKEN_REFUSED");
    }

    @Test
    void everyAnswerTellsABrowserToDoNothingWithIt() {
        for (ValidatableResponse answer : List.of(as("office").get("/parlour").then(), given().get("/parlour").then(), given().get("/q/health/live").then())) {
            answer.header("X-Content-Type-Options", equalTo("nosniff")).header("Content-Security-Policy", containsString("default-src 'none'"))
                    .header("Referrer-Policy", notNullValue()).header("Strict-Transport-Security", containsString("max-age=31536000"));
        }
        given().get("/q/health/live").then().header("Cache-Control", equalTo("no-store"));
    }

    @Test
    void aRoleThatMayNotIsRefused() {
        isProblem(as("registrar").get("/parlour").then(), 403, "ROLE_MISSING");
        isProblem(as("producer").contentType("application/json").body("{").post("/parlour").then(), 403, "ROLE_MISSING");
    }

    @Test
    void whatNobodyAnnotatedIsDenied() {
        isProblem(as("office").get("/parlour/unannotated").then(), 403, "ROLE_MISSING");
        isProblem(given().get("/parlour/unannotated").then(), 401, "TOKEN_MISSING");
    }

    @Test
    void theCallerIsWhoTheTokenSays() {
        as("producer").get("/parlour").then().statusCode(200)
                .body("subject", equalTo("somebody")).body("party", equalTo("MINE-1")).body("scope", equalTo("MINE-1"));
        as("office").get("/parlour").then().statusCode(200).body("scope", equalTo("*"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a number for a decimal   | {"item":"a","price":1.5,"day":"2026-01-01","pieces":1}              | /price  | A decimal is written as a string
            an exponent              | {"item":"a","price":"1e5","day":"2026-01-01","pieces":1}            | /price  | A decimal has digits
            a member twice           | {"item":"a","item":"b"}                                             |         | Duplicate
            an unknown member        | {"itme":"a","item":"b","pieces":1}                                   | /itme   | Unrecognized field
            zero with a sign         | {"item":"a","price":"-0.00","day":"2026-01-01","pieces":1}          | /price  | zero has no sign
            a day that is none       | {"item":"a","day":"2026-02-30"}                                     | /day    | 2026-02-30
            a day beyond all years   | {"item":"a","day":"+999999999-12-31"}                               | /day    | A day is written as
            a day in a list          | {"item":"a","day":[2026,2,3]}                                       | /day    | A day is written as
            half a character         | {"item":"\\ud800"}                                                  | /item   | half a character
            a fraction of a piece    | {"item":"a","pieces":1.5}                                           | /pieces | 1.5
            a list for an object     | ["a"]                                                               |         | Array
            half an object           | {"item":"a"                                                         |         | end-of-input
            two objects              | {"item":"a","pieces":1} {}                                          |         | Trailing token
            """)
    void jsonThatIsNotWhatWeAskedForIsRefusedWithItsPlace(String what, String body, String pointer, String reason) {
        isProblem(as("office").contentType("application/json").body(body).post("/parlour").then(), 400, "MALFORMED_JSON")
                .body("pointer", equalTo(pointer == null ? "" : pointer)).body("detail", containsString(reason))
                .body("detail", not(containsString("org.pricefloor")));
    }

    @Test
    void jsonIsPlainUtf8ToTheByte() {
        String order = "{\"item\":\"a\",\"price\":\"110.00\",\"pieces\":1}";
        byte[] slash = order.replace("a\"", "\u0001\"").getBytes(StandardCharsets.UTF_8);
        byte[] overlong = new byte[slash.length + 1];
        int at = order.indexOf("a\"");
        System.arraycopy(slash, 0, overlong, 0, at);
        overlong[at] = (byte) 0xC0;
        overlong[at + 1] = (byte) 0xAF;
        System.arraycopy(slash, at + 1, overlong, at + 2, slash.length - at - 1);
        for (byte[] body : List.of(order.getBytes(StandardCharsets.UTF_16), order.getBytes(StandardCharsets.UTF_16LE), ("\uFEFF" + order).getBytes(StandardCharsets.UTF_8), overlong)) {
            isProblem(as("office").header("Content-Type", "application/json").body(body).post("/parlour").then(), 400, "MALFORMED_JSON").body("pointer", equalTo(""));
        }
    }

    @Test
    void whatTheFrameworkWouldReadAsSomethingElseIsRefused() {
        byte[] order = "{\"item\":\"a\",\"price\":\"110.00\",\"pieces\":1}".getBytes(StandardCharsets.UTF_8);
        isProblem(as("office").urlEncodingEnabled(false).get("/parlour/fails/%FF").then(), 400, "ADDRESS_MUST_BE_UTF_8");
        isProblem(as("office").urlEncodingEnabled(false).get("/parlour/fails/%C0%AF").then(), 400, "ADDRESS_MUST_BE_UTF_8");
        isProblem(as("office").urlEncodingEnabled(false).get("/parlour/fails/x;y=1").then(), 400, "PATH_MUST_NOT_HOLD_PARAMETERS");
        isProblem(as("office").get("/parlour?dryRun=true").then(), 400, "PARAMETER_MUST_BE_KNOWN");
        isProblem(as("office").header("Content-Type", "nonsense").body(order).post("/parlour").then(), 415, "UNSUPPORTED_MEDIA_TYPE");
        isProblem(as("office").header("Content-Type", "application/json; charset=utf-16").body(order).post("/parlour").then(), 415, "CHARSET_MUST_BE_UTF_8");
        isProblem(as("office").header("Content-Type", "application/json").header("Content-Encoding", "gzip").body(order).post("/parlour").then(), 415, "CONTENT_CODING_MUST_BE_NONE");
        isProblem(as("office").header("Content-Type", "application/json").header("If-Match", "\"1\"").body(order).post("/parlour").then(), 412, "CONDITION_CAN_NOT_HOLD");
    }

    @Test
    void aStrangerIsNotToldWhatAnAddressReads() {
        isProblem(given().header("Content-Type", "text/plain").body("x").post("/parlour").then(), 401, "TOKEN_MISSING");
        isProblem(as("office").header("Content-Type", "text/plain").body("x").post("/parlour").then(), 415, "UNSUPPORTED_MEDIA_TYPE");
    }

    @Test
    void nestingWithoutEndIsRefused() {
        isProblem(as("office").contentType("application/json").body("[".repeat(5000)).post("/parlour").then(), 400, "MALFORMED_JSON");
    }

    @Test
    void anEmptyBodyIsRefused() {
        isProblem(as("office").contentType("application/json").post("/parlour").then(), 400, "BODY_MISSING");
    }

    @Test
    void aDecimalKeepsItsScaleBothWays() {
        as("office").contentType("application/json").body("{\"item\":\"a\",\"price\":\"110.00\",\"pieces\":1}").post("/parlour")
                .then().statusCode(200).body("price", equalTo("110.00"));
    }

    @Test
    void everyRefusalHasTheSameShape() {
        isProblem(as("office").get("/nowhere").then(), 404, "NOT_FOUND");
        isProblem(as("office").get("/parlour/days/yesterday").then(), 404, "NOT_FOUND");
        isProblem(as("office").urlEncodingEnabled(false).get("/parlour/fails/%00").then(), 400, "ADDRESS_MUST_NOT_HOLD_NUL");
        isProblem(as("office").delete("/parlour").then(), 405, "METHOD_NOT_ALLOWED");
        isProblem(as("office").contentType("text/plain").body("x").post("/parlour").then(), 415, "UNSUPPORTED_MEDIA_TYPE");
        isProblem(as("office").accept("image/png").get("/parlour").then(), 406, "NOT_ACCEPTABLE");
        isProblem(as("office").contentType("application/json").body("\"" + "a".repeat(1_100_000) + "\"").post("/parlour").then(), 413, "BODY_TOO_LARGE");
        isProblem(as("office").get("/parlour/fails/rule").then(), 422, "FILE_REFUSED").body("refusals[0].line", equalTo(2))
                .body("refusals[0].rule", equalTo("PRICE_MUST_BE_POSITIVE")).body("title", equalTo("Unprocessable Content"));
    }

    @Test
    void aFailureOfOursShowsAnErrorIdAndNothingOfOurInsides() {
        isProblem(as("office").get("/parlour/fails/otherwise").then(), 500, "UNEXPECTED_ERROR")
                .body("errorId", notNullValue()).body("detail", not(containsString("swordfish")));
        isProblem(as("office").get("/parlour/fails/database").then(), 503, "TRY_AGAIN_LATER").header("Retry-After", notNullValue());
        isProblem(as("office").get("/parlour/fails/full-pool").then(), 503, "TRY_AGAIN_LATER").header("Retry-After", notNullValue());
    }

    @Test
    void theClockStandsWhereTheTestPutIt() throws IOException {
        as("office").get("/parlour").then().body("now", equalTo("2026-03-01T12:00:00Z"));
        Files.writeString(DoorKey.clockFile, "2026-04-02T00:00:00Z");
        as("office").get("/parlour").then().body("now", equalTo("2026-04-02T00:00:00Z"));
        Files.writeString(DoorKey.clockFile, "2026-03-01T12:00:00Z");
    }

    @Test
    void healthIsOpenAndItsInsidesAreForTheOperator() {
        given().get("/q/health/ready").then().statusCode(200);
        given().get("/q/health").then().statusCode(401);
        as("office").get("/q/health").then().statusCode(403);
        as("operator").get("/q/health").then().statusCode(200);
    }

    @Test
    void productionRefusesTheDevelopmentIssuer() {
        assertTrue(StartConditions.refuses("production", "https://dev", "https://dev"));
        assertFalse(StartConditions.refuses("development", "https://dev", "https://dev"));
        assertFalse(StartConditions.refuses("production", "https://issuer.example", "https://dev"));
    }

    private static io.restassured.specification.RequestSpecification as(String role) {
        return given().auth().oauth2(DoorKey.token(List.of(role), claims -> claims.setClaim("party", "MINE-1")));
    }

    private static String token(Consumer<JwtClaims> change) {
        return DoorKey.token(List.of("office"), change);
    }

    /** Another's claims under our signature of other claims. */
    private static String changed() {
        String[] good = token(AS_IT_IS).split("\\.");
        String[] other = token(claims -> claims.setSubject("somebody else")).split("\\.");
        return good[0] + "." + other[1] + "." + good[2];
    }

    private static ValidatableResponse isProblem(ValidatableResponse answer, int status, String code) {
        return answer.statusCode(status).contentType("application/problem+json")
                .body("status", equalTo(status)).body("code", equalTo(code)).body("type", equalTo("https://pricefloor.org/problems/" + code))
                .body("detail", notNullValue()).body("fix", notNullValue()).body("title", notNullValue());
    }
}
