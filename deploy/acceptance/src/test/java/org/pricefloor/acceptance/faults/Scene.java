package org.pricefloor.acceptance.faults;

import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.pricefloor.acceptance.RunningSystem;

/** What a fault finds: the running system under its workload, chance with a seed, and a place to say what it did. */
public final class Scene {

    private final RunningSystem system;
    private final Workload workload;
    private final AcceptedInputs accepted;
    private final Random random;
    private final Map<String, Long> counts = new TreeMap<>();

    Scene(RunningSystem system, Workload workload, AcceptedInputs accepted, Random random) {
        this.system = system;
        this.workload = workload;
        this.accepted = accepted;
        this.random = random;
    }

    public RunningSystem system() {
        return system;
    }

    public Workload workload() {
        return workload;
    }

    /** For a fault that is a client itself. */
    public AcceptedInputs accepted() {
        return accepted;
    }

    public Random random() {
        return random;
    }

    /** Adds to a number of the outcome. */
    public synchronized void count(String what, long number) {
        counts.merge(what, number, Long::sum);
    }

    /** Lets the workload go on for a while: the duration is part of the fault, nothing is awaited by it. */
    public void pass(Duration duration) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    }

    /** As above, for a time by chance. */
    public void passUpTo(Duration longest) throws InterruptedException {
        pass(Duration.ofNanos((long) (random.nextDouble() * longest.toNanos())));
    }

    synchronized Map<String, Long> counts() {
        return new TreeMap<>(counts);
    }
}
