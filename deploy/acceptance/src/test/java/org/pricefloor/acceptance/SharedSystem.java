package org.pricefloor.acceptance;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One system for many test classes: what {@code deploy/up} starts, with its samples, by the machine's clock. It starts when the first
 * class asks and is closed when the launcher's session ends. A class that uses it leaves the samples as they were and stops no service.
 *
 * <pre>
 *   &#64;ExtendWith(SharedSystem.class)
 *   class SomethingTest {
 *       &#64;BeforeAll
 *       static void enter(RunningSystem system) { … }
 *   }
 * </pre>
 */
public final class SharedSystem implements ParameterResolver {

    /** Of the folder that holds its state: two JVMs of tests do not share one. */
    public static final String NAME = "shared-" + System.getProperty("pricefloor.fork", "0");

    private static final Namespace ROOM = Namespace.create(SharedSystem.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == RunningSystem.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Store session = context.getStore(StoreScope.LAUNCHER_SESSION, ROOM);
        return session.computeIfAbsent(RunningSystem.class, absent -> started(), RunningSystem.class);
    }

    /** One for each JVM of the tests; at rest, so that what a test finds changed it has changed itself. */
    private static RunningSystem started() {
        return RunningSystem.startWithSamples(NAME, options -> options);
    }
}
