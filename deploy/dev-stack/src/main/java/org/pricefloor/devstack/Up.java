package org.pricefloor.devstack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import org.pricefloor.infrastructure.InfrastructureFailure;

/** {@code deploy/up}: starts the stack, says how to use it, and runs until it is told to end. Exit 2 when the start is refused, 1 when broker or database end by themselves. */
public final class Up {

    private static final int REFUSED = 2;
    private static final int BROKEN = 1;

    private Up() {
    }

    public static void main(String[] arguments) {
        try {
            Options options = options(List.of(arguments).iterator());
            DevStack stack = DevStack.start(options, new Progress(System.out));
            System.out.println();
            System.out.print(box(stack.addresses(), options.root()));
            System.out.flush();
            // Ctrl-C and SIGTERM end this JVM; its shutdown hook stops the stack.
            stack.awaitEnd().ifPresent(sentence -> {
                System.err.println(sentence);
                System.exit(BROKEN);
            });
        } catch (StartRefused | InfrastructureFailure refusal) {
            System.out.flush();
            System.err.println();
            System.err.println(refusal.getMessage());
            System.exit(REFUSED);
        }
    }

    private static Options options(Iterator<String> arguments) {
        Options options = null;
        while (arguments.hasNext()) {
            String argument = arguments.next();
            if (options == null && !argument.equals("--root")) {
                options = Options.of(Options.rootAbove(Path.of("")));
            }
            switch (argument) {
                case "--root" -> options = Options.of(Path.of(value(argument, arguments)));
                case "--state" -> options = options.state(Path.of(value(argument, arguments)));
                case "--fresh" -> options = options.fresh(true);
                case "--no-samples" -> options = options.samples(false);
                case "--free-ports" -> options = options.freePorts(true);
                case "--port" -> options = port(options, value(argument, arguments));
                default -> throw new StartRefused("There is no option " + argument + ". deploy/up --help lists them.");
            }
        }
        return options == null ? Options.of(Options.rootAbove(Path.of(""))) : options;
    }

    private static Options port(Options options, String text) {
        String[] parts = text.split("=");
        if (parts.length != 2 || !parts[1].matches("\\d{1,5}") || Integer.parseInt(parts[1]) > 65_535) {
            throw new StartRefused("--port takes NAME=NUMBER, for example --port portal=18080, not " + text + ".");
        }
        return options.port(parts[0], Integer.parseInt(parts[1]));
    }

    private static String value(String option, Iterator<String> arguments) {
        if (!arguments.hasNext()) {
            throw new StartRefused("The option " + option + " needs a value. deploy/up --help shows it.");
        }
        return arguments.next();
    }

    /** The text of {@code box.txt}; a line that names an address this stack does not have is left out. */
    static String box(Map<String, String> addresses, Path root) {
        try (InputStream stream = Up.class.getResourceAsStream("/box.txt")) {
            StringBuilder box = new StringBuilder();
            new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(line -> {
                String filled = line.replace("${root}", root.toString());
                for (Map.Entry<String, String> address : addresses.entrySet()) {
                    filled = filled.replace("${" + address.getKey() + "}", address.getValue());
                }
                if (!filled.contains("${")) {
                    box.append(filled).append('\n');
                }
            });
            return box.toString();
        } catch (IOException failure) {
            return addresses.toString() + "\n";
        }
    }
}
