package org.pricefloor.devstack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How the stack is to be started.
 *
 * @param root of the project
 * @param state folder that is kept between starts
 * @param fresh whether that folder is emptied first
 * @param samples whether the sample data is sent
 * @param ports by name (kafka, kafka-controller, postgres, and the services); 0 takes a free one, a missing name the default
 * @param freePorts whether every port that is not named is a free one
 * @param environment variables for the services, beside and before those of the launcher; {@code settlement/NAME} is for that one alone
 * @param supervised whether a service that ends by itself is started again
 * @param services to run
 */
public record Options(Path root, Path state, boolean fresh, boolean samples, Map<String, Integer> ports, boolean freePorts, Map<String, String> environment,
        boolean supervised, List<Service> services) {

    static final Map<String, Integer> INFRASTRUCTURE_PORTS = Map.of("kafka", 19092, "kafka-controller", 19093, "postgres", 15432);

    /** The defaults of {@code deploy/up} for a project. */
    public static Options of(Path root) {
        Path absolute = root.toAbsolutePath().normalize();
        List<Service> present = Service.ALL.stream().filter(service -> Files.exists(absolute.resolve("services").resolve(service.name()).resolve("pom.xml"))).toList();
        return new Options(absolute, absolute.resolve(".pricefloor"), false, true, Map.of(), false, Map.of(), true, present);
    }

    /** The project that holds the working directory. */
    public static Path rootAbove(Path folder) {
        for (Path above = folder.toAbsolutePath(); above != null; above = above.getParent()) {
            if (Files.exists(above.resolve("deploy/up"))) {
                return above;
            }
        }
        throw new StartRefused("No project was found above " + folder.toAbsolutePath() + ". Run deploy/up from a checkout.");
    }

    public Options state(Path folder) {
        return new Options(root, folder.toAbsolutePath().normalize(), fresh, samples, ports, freePorts, environment, supervised, services);
    }

    public Options fresh(boolean choice) {
        return new Options(root, state, choice, samples, ports, freePorts, environment, supervised, services);
    }

    public Options samples(boolean choice) {
        return new Options(root, state, fresh, choice, ports, freePorts, environment, supervised, services);
    }

    public Options port(String name, int port) {
        Map<String, Integer> more = new HashMap<>(ports);
        more.put(name, port);
        return new Options(root, state, fresh, samples, Map.copyOf(more), freePorts, environment, supervised, services);
    }

    public Options freePorts(boolean choice) {
        return new Options(root, state, fresh, samples, ports, choice, environment, supervised, services);
    }

    public Options environment(String variable, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(variable, value);
        return new Options(root, state, fresh, samples, ports, freePorts, Map.copyOf(more), supervised, services);
    }

    /** The variables of a service: those of all, and its own before them. */
    Map<String, String> environmentOf(String service) {
        Map<String, String> its = new HashMap<>();
        environment.forEach((name, value) -> {
            if (name.indexOf('/') < 0) {
                its.putIfAbsent(name, value);
            } else if (name.startsWith(service + "/")) {
                its.put(name.substring(service.length() + 1), value);
            }
        });
        return its;
    }

    public Options supervised(boolean choice) {
        return new Options(root, state, fresh, samples, ports, freePorts, environment, choice, services);
    }

    public Options services(List<Service> choice) {
        return new Options(root, state, fresh, samples, ports, freePorts, environment, supervised, List.copyOf(choice));
    }

    /** A variable as the services will see it. */
    String variable(String name, String otherwise) {
        String chosen = environment.getOrDefault(name, System.getenv(name));
        return chosen == null ? otherwise : chosen;
    }
}
