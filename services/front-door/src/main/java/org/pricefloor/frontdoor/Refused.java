package org.pricefloor.frontdoor;

import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.core.Response.Status;
import java.net.URI;
import java.util.List;

/**
 * A request that is refused, with the rule's name and the fix. Thrown anywhere, answered as a problem document; a
 * transaction that it leaves is rolled back, so nothing of the request is kept.
 */
public final class Refused extends HttpProblem {

    private static final long serialVersionUID = 1L;

    /** The base of every problem's {@code type}. */
    static final String PROBLEMS = "https://pricefloor.org/problems/";

    private final String code;

    private Refused(String code, Builder problem) {
        super(problem);
        this.code = code;
    }

    /** 422: the request was understood and breaks a rule. */
    public static Refused rule(String code, String detail, String fix) {
        return of(422, code, detail, fix);
    }

    /** 422 with one refusal that names the member, what was found in it and the fix. */
    public static Refused rule(String detail, Refusal refusal) {
        return new Refused(refusal.rule(), problem(422, refusal.rule(), detail, refusal.fix()).with("refusals", List.of(refusal)));
    }

    /** 422 with every refusal, in the order of the lines. */
    public static Refused rules(String code, String detail, String fix, List<Refusal> refusals) {
        return new Refused(code, problem(422, code, detail, fix).with("refusals", List.copyOf(refusals)));
    }

    /** 409: the same key was used before with other content. */
    public static Refused conflict(String code, String detail, String fix) {
        return of(409, code, detail, fix);
    }

    /** 400: the request can not be read. */
    public static Refused malformed(String code, String detail, String fix) {
        return of(400, code, detail, fix);
    }

    /** 400: the body is no JSON at all, so no member of it can be named. */
    static Refused malformedJson(String detail, String fix) {
        return new Refused("MALFORMED_JSON", problem(400, "MALFORMED_JSON", detail, fix).with("pointer", ""));
    }

    /** 404: absent, or not the caller's to see; both look the same. */
    public static Refused notFound() {
        return of(404, "NOT_FOUND", "Nothing is here that you may see.", "Check the address; ask the program office if you expected to see it.");
    }

    /** 413: more bytes than this door takes. */
    public static Refused tooLarge(long limit) {
        return of(413, "BODY_TOO_LARGE", "The body is larger than " + limit + " bytes.", "Send it in parts of at most " + limit + " bytes.");
    }

    /** Any other status. */
    public static Refused of(int status, String code, String detail, String fix) {
        return new Refused(code, problem(status, code, detail, fix));
    }

    /** The body of a request that needs one. */
    public static <T> T unlessPresent(T body) {
        if (body == null) {
            throw malformed("BODY_MISSING", "The request has no body.", "Send a JSON object with content type application/json.");
        }
        return body;
    }

    /** The rule's name. */
    public String code() {
        return code;
    }

    private static Builder problem(int status, String code, String detail, String fix) {
        Status known = Status.fromStatusCode(status);
        return HttpProblem.builder()
                .withType(URI.create(PROBLEMS + code))
                .withTitle(known == null ? "Unprocessable Content" : known.getReasonPhrase())
                .withStatus(status)
                .withDetail(detail)
                .with("code", code)
                .with("fix", fix);
    }
}
