package org.pricefloor.acceptance.faults;

import com.sun.jdi.AbsentInformationException;
import com.sun.jdi.Bootstrap;
import com.sun.jdi.Location;
import com.sun.jdi.Method;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.request.BreakpointRequest;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.EventRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pricefloor.acceptance.faults.HaltPoints.Point;

/** Stops a thread of a running service at a point, by the JDK's own debugger interface: the service is built as it always is. */
final class Debugger implements AutoCloseable {

    /** What a service's JVM is started with; the port is a free one of the loopback interface, and stands in the log. */
    static final String AGENT = "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0";

    private static final Pattern LISTENING = Pattern.compile("Listening for transport dt_socket at address: (\\d+)");

    private final VirtualMachine machine;
    private final Point point;
    private final int hit;
    private final CountDownLatch reached = new CountDownLatch(1);
    private int hits;

    private Debugger(VirtualMachine machine, Point point, int hit) {
        this.machine = machine;
        this.point = point;
        this.hit = hit;
    }

    /** Waits, from now on, for the n-th time that the point is reached; there the thread is held. */
    static Debugger arm(Path log, Point point, int hit) throws IOException {
        Debugger debugger = new Debugger(attached(port(log)), point, hit);
        ClassPrepareRequest loaded = debugger.machine.eventRequestManager().createClassPrepareRequest();
        loaded.addClassFilter(point.type());
        loaded.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
        loaded.enable();
        debugger.machine.classesByName(point.type()).forEach(debugger::breakIn);
        Thread watch = new Thread(debugger::watch, "debugger");
        watch.setDaemon(true);
        watch.start();
        return debugger;
    }

    /** False: the point was not reached in that time. */
    boolean awaitReached(long seconds) throws InterruptedException {
        return reached.await(seconds, TimeUnit.SECONDS);
    }

    private static int port(Path log) throws IOException {
        Matcher matcher = LISTENING.matcher(Files.readString(log));
        if (!matcher.find()) {
            throw new IOException("No debugger can be attached: " + log + " names no port. Start the service with " + AGENT);
        }
        return Integer.parseInt(matcher.group(1));
    }

    private static VirtualMachine attached(int port) throws IOException {
        AttachingConnector connector = Bootstrap.virtualMachineManager().attachingConnectors().stream()
                .filter(each -> each.name().equals("com.sun.jdi.SocketAttach")).findFirst().orElseThrow();
        Map<String, Connector.Argument> arguments = connector.defaultArguments();
        arguments.get("hostname").setValue("127.0.0.1");
        arguments.get("port").setValue(String.valueOf(port));
        try {
            return connector.attach(arguments);
        } catch (IllegalConnectorArgumentsException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void breakIn(ReferenceType type) {
        List<Method> methods = type.methodsByName(point.method()).stream().filter(method -> !method.isAbstract() && !method.isNative() && !method.isBridge()).toList();
        if (methods.isEmpty()) {
            throw new IllegalStateException("The point " + point.name() + " is no more: " + point.type() + " has no method " + point.method());
        }
        for (Method method : methods) {
            BreakpointRequest request = machine.eventRequestManager().createBreakpointRequest(point.leaving() ? end(method) : method.location());
            request.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
            request.enable();
        }
    }

    /** The closing brace. */
    private static Location end(Method method) {
        try {
            Location end = method.location();
            for (Location location : method.allLineLocations()) {
                if (location.lineNumber() >= end.lineNumber()) {
                    end = location;
                }
            }
            return end;
        } catch (AbsentInformationException withoutLines) {
            throw new IllegalStateException(withoutLines);
        }
    }

    private void watch() {
        try {
            while (true) {
                EventSet events = machine.eventQueue().remove();
                boolean hold = false;
                for (Event event : events) {
                    if (event instanceof ClassPrepareEvent prepared) {
                        breakIn(prepared.referenceType());
                    } else if (event instanceof BreakpointEvent stopped && stopped.thread().name().startsWith(point.thread()) && ++hits == hit) {
                        hold = true;
                    }
                }
                if (hold) {
                    reached.countDown();
                } else {
                    events.resume();
                }
            }
        } catch (VMDisconnectedException | InterruptedException over) {
            // The service was killed, which is what this is for.
        }
    }

    @Override
    public void close() {
        try {
            machine.dispose();
        } catch (VMDisconnectedException killed) {
            // As it should be.
        }
    }
}
