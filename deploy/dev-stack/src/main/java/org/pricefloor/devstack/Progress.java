package org.pricefloor.devstack;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.Supplier;

/** The numbered lines in which a start is told: what, with which result, in how many seconds. */
public final class Progress {

    private static final int STEPS = 8;

    private final PrintStream out;
    private int step;

    public Progress(PrintStream out) {
        this.out = out;
    }

    /** For tests that have nobody to tell. */
    public static Progress silent() {
        return new Progress(new PrintStream(PrintStream.nullOutputStream()));
    }

    /** Does a step and tells its result; a step that fails is told as failed before its failure is passed on. */
    void step(String name, Supplier<String> work) {
        step++;
        out.printf(Locale.ROOT, " %d/%d  %-10s ", step, STEPS, name);
        out.flush();
        long begun = System.nanoTime();
        String result;
        try {
            result = work.get();
        } catch (RuntimeException failure) {
            out.println("failed");
            throw failure;
        }
        out.printf(Locale.ROOT, "%-86s %5.1f s%n", result, (System.nanoTime() - begun) / 1e9);
        out.flush();
    }

    /** A line between the steps or after them. */
    void say(String line) {
        out.println(line);
        out.flush();
    }
}
