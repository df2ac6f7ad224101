package org.pricefloor.frontdoor;

import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.quarkiverse.resteasy.problem.ExceptionMapperBase;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.ext.Provider;

/** The framework answers a JSON body of the wrong shape in a shape of its own; we answer it like everything else. */
@Provider
@Priority(Priorities.USER - 1)
public class MismatchedBody extends ExceptionMapperBase<MismatchedInputException> {

    @Override
    protected HttpProblem toProblem(MismatchedInputException mismatch) {
        return HttpProblem.valueOf(Status.BAD_REQUEST);
    }
}
