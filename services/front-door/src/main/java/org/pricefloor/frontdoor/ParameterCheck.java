package org.pricefloor.frontdoor;

import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * A parameter that the address does not know is refused rather than ignored, as a member of a body is: {@code ?dryRun=true} would
 * otherwise be done in earnest, and a misspelt {@code from} answer for all time. So is one that stands twice, a truth that is
 * neither {@code true} nor {@code false}, a day that is none, and a number in the path that is not written in plain digits.
 */
public class ParameterCheck {

    private static final int LENGTH_OF_A_DAY = 10;
    private static final Map<Method, Map<String, Class<?>>> KNOWN = new ConcurrentHashMap<>();
    private static final Map<Method, List<String>> NUMBERS = new ConcurrentHashMap<>();

    @ServerRequestFilter
    public void check(ContainerRequestContext request, ResourceInfo room) {
        Method method = room.getResourceMethod();
        if (method == null) {
            return;
        }
        Map<String, List<String>> written = request.getUriInfo().getPathParameters();
        if (!written.isEmpty() && NUMBERS.computeIfAbsent(method, ParameterCheck::numbersOf).stream().anyMatch(name -> !isPlainNumber(written.get(name)))) {
            throw Refused.notFound();
        }
        Map<String, List<String>> given = request.getUriInfo().getQueryParameters();
        if (given.isEmpty()) {
            return;
        }
        Map<String, Class<?>> known = KNOWN.computeIfAbsent(method, ParameterCheck::parametersOf);
        given.forEach((name, values) -> {
            if (!known.containsKey(name)) {
                throw Refused.malformed("PARAMETER_MUST_BE_KNOWN", "The address does not know the parameter " + shortened(name) + ".",
                        known.isEmpty() ? "Leave it out." : "Leave it out, or write one of " + String.join(", ", known.keySet()) + ".");
            }
            if (values.size() > 1) {
                throw Refused.malformed("PARAMETER_MUST_STAND_ONCE", "The parameter " + name + " stands " + values.size() + " times.", "Write it once.");
            }
            if (known.get(name) == boolean.class && !List.of("true", "false").contains(values.get(0))) {
                throw Refused.malformed("PARAMETER_MUST_BE_TRUE_OR_FALSE", "The parameter " + name + " is neither true nor false.", "Write true or false, or leave it out.");
            }
            if (known.get(name) == LocalDate.class && !isDay(values.get(0))) {
                throw Refused.malformed("DATE_MUST_BE_ISO", "The parameter " + name + " is no date.", "Write it as 2026-03-02.");
            }
        });
    }

    private static boolean isDay(String text) {
        try {
            return text.length() == LENGTH_OF_A_DAY && LocalDate.parse(text).getYear() > 0;
        } catch (DateTimeException noDay) {
            return false;
        }
    }

    /** Java itself would read digits of any script. */
    private static boolean isPlainNumber(List<String> written) {
        return written != null && written.size() == 1 && written.get(0).matches("[1-9][0-9]{0,8}");
    }

    private static List<String> numbersOf(Method method) {
        List<String> numbers = new ArrayList<>();
        for (Parameter parameter : method.getParameters()) {
            PathParam named = parameter.getAnnotation(PathParam.class);
            if (named != null && parameter.getType() == int.class) {
                numbers.add(named.value());
            }
        }
        return numbers;
    }

    private static Map<String, Class<?>> parametersOf(Method method) {
        Map<String, Class<?>> known = new LinkedHashMap<>();
        for (Parameter parameter : method.getParameters()) {
            QueryParam named = parameter.getAnnotation(QueryParam.class);
            if (named != null) {
                known.put(named.value(), parameter.getType());
            }
        }
        return known;
    }

    private static String shortened(String text) {
        return text.length() > 60 ? text.substring(0, 60) : text;
    }
}
