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
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * What the framework would answer in a shape of its own, or not at all: JSON of the wrong shape, and tokens. The problem
 * extension's mappers for tokens read a field that this Quarkus release no longer has, and answer 500.
 */
class FrameworkRefusals {

    private static final int BEFORE_THE_EXTENSION = Priorities.USER - 1000;

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

    private static Response answer(Status status, Throwable cause, UriInfo uri) {
        return ExceptionMapperBase.postProcessorsRegistry.applyPostProcessing(HttpProblem.valueOf(status), ProblemContext.of(cause, uri)).toResponse();
    }
}
