package org.pricefloor.frontdoor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemContext;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemPostProcessor;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Gives every refusal the same voice, whoever noticed it first: our own rules, the JSON parser, the router or the token
 * check. Each answer bears a stable {@code code}, a {@code detail} and a {@code fix}. What we did not foresee is answered with an error id and nothing of
 * our insides; the log has the rest under that id.
 */
@ApplicationScoped
class ProblemVoice implements ProblemPostProcessor {

    private static final Logger LOG = Logger.getLogger(ProblemVoice.class);

    /** After the extension's own processors, which add the path. */
    @Override
    public int priority() {
        return 1;
    }

    @Override
    public HttpProblem apply(HttpProblem problem, ProblemContext context) {
        if (problem.getParameters().containsKey("code")) {
            LOG.debugf("Refused request status=%d code=%s path=%s", problem.getStatusCode(), problem.getParameters().get("code"), context.path);
            return problem;
        }
        JsonProcessingException json = causeOf(context.cause, JsonProcessingException.class);
        if (json != null && problem.getStatusCode() < 500) {
            return malformed(json);
        }
        if (context.cause instanceof AuthenticationFailedException) {
            return said(401, "TOKEN_REFUSED", "The token is not valid here: wrong issuer, audience, signature or time, or a producer's token without its party.",
                    "Ask for a new token and send it as 'Authorization: Bearer <token>'.").withHeader("WWW-Authenticate", "Bearer error=\"invalid_token\"").build();
        }
        if (context.cause instanceof UnauthorizedException || problem.getStatusCode() == 401) {
            return said(401, "TOKEN_MISSING", "This address needs a token.", "Send one as 'Authorization: Bearer <token>'.").withHeader("WWW-Authenticate", "Bearer").build();
        }
        if (context.cause instanceof ForbiddenException || problem.getStatusCode() == 403) {
            return said(403, "ROLE_MISSING", "The token is valid, but none of its roles may do this.", "Ask for a token with the role that this address names in its description.").build();
        }
        return switch (problem.getStatusCode()) {
            case 400 -> said(400, "MALFORMED_REQUEST", "The request can not be read.", "Compare it with the interface description in contracts/openapi.").build();
            case 404 -> Refused.notFound();
            case 405 -> said(405, "METHOD_NOT_ALLOWED", "This address does not know that method.", "See the interface description in contracts/openapi.").build();
            case 406 -> said(406, "NOT_ACCEPTABLE", "This address can not answer in a media type that you accept.", "Accept application/json.").build();
            case 413 -> said(413, "BODY_TOO_LARGE", "The body is larger than this address takes.", "Send it in parts.").build();
            case 415 -> said(415, "UNSUPPORTED_MEDIA_TYPE", "This address does not read that media type.", "Send application/json, or text/csv to an upload address.").build();
            default -> problem.getStatusCode() < 500
                    ? said(problem.getStatusCode(), "REFUSED", problem.getTitle(), "See the interface description in contracts/openapi.").build()
                    : unforeseen(context);
        };
    }

    private HttpProblem unforeseen(ProblemContext context) {
        // We write no files in a request: it is the body that could not be read to its end.
        if (context.cause instanceof IOException) {
            LOG.debugf("Lost the request path=%s reason=%s", context.path, context.cause.getMessage());
            return said(400, "MALFORMED_REQUEST", "The body broke off, or its chunks are none.", "Send the whole body in one request.").build();
        }
        String errorId = UUID.randomUUID().toString();
        if (databaseIsAway(context.cause)) {
            LOG.errorf("Lost the database error-id=%s path=%s reason=%s", errorId, context.path, context.cause.getMessage());
            return said(503, "TRY_AGAIN_LATER", "The database can not be reached; nothing of the request was kept.", "Send the same request again in a few seconds.")
                    .with("errorId", errorId).withHeader("Retry-After", "2").build();
        }
        LOG.errorf(context.cause, "Failed unexpectedly error-id=%s path=%s", errorId, context.path);
        return said(500, "UNEXPECTED_ERROR", "Something failed that should not; nothing of the request was kept.", "Tell the operator the errorId; repeating the request is safe.")
                .with("errorId", errorId).build();
    }

    private static HttpProblem malformed(JsonProcessingException json) {
        String pointer = pointerOf(json);
        String fix = json instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()
                ? "Correct the member at " + pointer + "."
                : "Send one well-formed JSON object, every member once.";
        HttpProblem.Builder problem = said(400, "MALFORMED_JSON", reasonOf(json), fix).with("pointer", pointer);
        if (json.getLocation() != null) {
            problem.with("line", json.getLocation().getLineNr()).with("column", json.getLocation().getColumnNr());
        }
        return problem.build();
    }

    /** Jackson's own first sentence, without class names of ours and without the source of the document. */
    private static String reasonOf(JsonProcessingException json) {
        String message = json.getOriginalMessage() == null ? "The body is not JSON." : json.getOriginalMessage();
        return message.replaceAll("\\s*\\((class|token) [^)]*\\)", "").replaceAll("`?\\b(?:[a-z]+\\.)+(?:\\w+\\$)*([A-Z]\\w*)`?", "$1")
                .replaceAll(", not marked as ignorable.*", "").replaceAll("\\R.*", "");
    }

    private static String pointerOf(JsonProcessingException json) {
        if (!(json instanceof JsonMappingException mapping)) {
            return "";
        }
        List<JsonMappingException.Reference> path = mapping.getPath();
        StringBuilder pointer = new StringBuilder();
        for (JsonMappingException.Reference step : path) {
            pointer.append('/').append(step.getFieldName() == null ? String.valueOf(step.getIndex()) : step.getFieldName().replace("~", "~0").replace("/", "~1"));
        }
        return pointer.toString();
    }

    /** SQLSTATE classes 08 (connection), 53 (resources), 57 (operator intervention), or no connection to be had in time. */
    private static boolean databaseIsAway(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && (sql.getSQLState() == null ? saysThatNoConnectionWasToBeHad(sql) : sql.getSQLState().matches("(08|53|57).*"))) {
                return true;
            }
        }
        return false;
    }

    /** The pool has two sentences for it, one for a full pool and one for a database that does not take a new connection. */
    private static boolean saysThatNoConnectionWasToBeHad(SQLException thrown) {
        return String.valueOf(thrown.getMessage()).toLowerCase(Locale.ROOT).contains("acquisition timeout");
    }

    private static <T extends Throwable> T causeOf(Throwable thrown, Class<T> kind) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (kind.isInstance(cause)) {
                return kind.cast(cause);
            }
        }
        return null;
    }

    private static HttpProblem.Builder said(int status, String code, String detail, String fix) {
        return HttpProblem.builder(Refused.of(status, code, detail, fix)).withType(URI.create(Refused.PROBLEMS + code));
    }
}
