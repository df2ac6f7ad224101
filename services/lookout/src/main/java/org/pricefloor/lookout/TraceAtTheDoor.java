package org.pricefloor.lookout;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import java.util.UUID;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.pricefloor.messaging.Trace;
import org.slf4j.MDC;

/**
 * Gives every request its trace: the one its {@code traceparent} names, otherwise one made for it. It stands in each log line of the
 * request and is answered in {@code traceresponse}, so that a caller can say later which request it was.
 */
public class TraceAtTheDoor {

    private static final String KEPT = TraceAtTheDoor.class.getName();

    @ServerRequestFilter(preMatching = true)
    public void enter(ContainerRequestContext request) {
        UUID trace = Trace.ofParent(request.getHeaderString("traceparent")).orElseGet(Trace::made);
        request.setProperty(KEPT, trace);
        // The log's context belongs to the request, on whichever threads it is worked on, and ends with it.
        MDC.put(Trace.KEY, Trace.text(trace));
    }

    @ServerResponseFilter
    public void leave(ContainerRequestContext request, ContainerResponseContext response) {
        if (request.getProperty(KEPT) instanceof UUID trace) {
            response.getHeaders().putSingle("traceresponse", Trace.parent(trace, "response"));
        }
    }
}
