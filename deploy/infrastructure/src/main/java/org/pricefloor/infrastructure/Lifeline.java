package org.pricefloor.infrastructure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What keeps a forked JVM alive. It is cut when the one who asked for the JVM is gone, however that happened (SIGKILL included).
 *
 * <p>{@code stdin}: the parent holds the other end of a pipe; its end is the end. Any other word is the path of a heartbeat file that
 * somebody touches: the JVM ends when nobody did for {@link #SILENCE}, or when the file was deleted (a {@code mvn clean}, say).
 */
final class Lifeline {

    static final String STDIN = "stdin";
    static final Duration SILENCE = Duration.ofSeconds(60);

    private static final Duration LONGEST_STOP = Duration.ofSeconds(25);

    private Lifeline() {
    }

    /** Ends this JVM, through its shutdown hooks, when the lifeline is cut. */
    static void holdOn(String lifeline) {
        Thread watch = new Thread(() -> {
            if (lifeline.equals(STDIN)) {
                awaitEndOfInput();
            } else {
                awaitSilence(Path.of(lifeline));
            }
            haltIfStoppingHangs();
            System.exit(0);
        }, "lifeline");
        watch.setDaemon(true);
        watch.start();
    }

    private static void awaitEndOfInput() {
        try {
            while (System.in.read() >= 0) {
                // Nobody writes to this pipe; only its end means something.
            }
        } catch (IOException broken) {
            // A broken pipe is an end, too.
        }
    }

    private static void awaitSilence(Path heartbeat) {
        while (true) {
            try {
                long age = System.currentTimeMillis() - Files.getLastModifiedTime(heartbeat).toMillis();
                if (age > SILENCE.toMillis()) {
                    return;
                }
                Thread.sleep(1_000);
            } catch (IOException deleted) {
                return;
            } catch (InterruptedException asked) {
                return;
            }
        }
    }

    private static void haltIfStoppingHangs() {
        Thread halt = new Thread(() -> {
            try {
                Thread.sleep(LONGEST_STOP.toMillis());
            } catch (InterruptedException asked) {
                Thread.currentThread().interrupt();
            }
            Runtime.getRuntime().halt(1);
        }, "halt");
        halt.setDaemon(true);
        halt.start();
    }
}
