package org.pricefloor.frontdoor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.quarkiverse.resteasy.problem.ExceptionMapperBase;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemContext;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.UnauthorizedException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * What the framework would answer in a shape of its own, or not at all: JSON of the wrong shape, and tokens. The problem
 * extension's mappers for tokens read a field that this Quarkus release no longer has, and answer 500.
 */
class FrameworkRefusals {

    private static final int BEFORE_THE_EXTENSION = Priorities.USER - 1000;

    private final boolean asksForTokens;

    /** @param asksForTokens whether every address that reads a body asks for a token: not so where people sign in */
    FrameworkRefusals(@ConfigProperty(name = "pricefloor.every-body-needs-a-token", defaultValue = "true") boolean asksForTokens) {
        this.asksForTokens = asksForTokens;
    }

    @ServerExceptionMapper(value = {MismatchedInputException.class, UnrecognizedPropertyException.class, InvalidFormatException.class},
            priority = BEFORE_THE_EXTENSION)
    public Response mismatched(JsonProcessingException mismatch, UriInfo uri) {
        return answer(Status.BAD_REQUEST, mismatch, uri);
    }

    @ServerExceptionMapper(priority = BEFORE_THE_EXTENSION)
    public Response withoutToken(UnauthorizedException unauthorized, UriInfo uri) {
        return answer(Status.UNAUTHORIZED, unauthorized, uri);
    }

    @ServerExceptionMapper(priority = BEFORE_THE_EXTENSION)
    public Response withBadToken(AuthenticationFailedException failed, UriInfo uri) {
        return answer(Status.UNAUTHORIZED, failed, uri);
    }

    /** Without a token nobody is told what an address reads. */
    @ServerExceptionMapper(priority = BEFORE_THE_EXTENSION)
    public Response otherMediaType(NotSupportedException other, UriInfo uri, HttpHeaders headers) {
        boolean stranger = asksForTokens && headers.getHeaderString(HttpHeaders.AUTHORIZATION) == null;
        return answer(stranger ? Status.UNAUTHORIZED : Status.UNSUPPORTED_MEDIA_TYPE, other, uri);
    }

    private static Response answer(Status status, Throwable cause, UriInfo uri) {
        return ExceptionMapperBase.postProcessorsRegistry.applyPostProcessing(HttpProblem.valueOf(status), ProblemContext.of(cause, uri)).toResponse();
    }
}
