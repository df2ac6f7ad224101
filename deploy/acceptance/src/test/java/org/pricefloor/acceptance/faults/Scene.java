package org.pricefloor.acceptance.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.pricefloor.acceptance.RunningSystem;
import org.pricefloor.devstack.ServiceProcess;

/** What a fault finds: the running system under its workload, chance with a seed, and a place to say what it did. */
public final class Scene {

    private final RunningSystem system;
    private final Workload workload;
    private final AcceptedInputs accepted;
    private final Random random;
    private final Queues queues;
    private final Map<String, ServiceProcess> twins;
    private final List<String> trouble = new ArrayList<>();
    private final List<Thread> background = new ArrayList<>();
    private final Map<String, Long> counts = new TreeMap<>();

    /** Work of a client. */
    @FunctionalInterface
    interface Sending {
        void send() throws InterruptedException;
    }

    Scene(RunningSystem system, Workload workload, AcceptedInputs accepted, Random random, Queues queues, Map<String, ServiceProcess> twins) {
        this.system = system;
        this.workload = workload;
        this.accepted = accepted;
        this.random = random;
        this.queues = queues;
        this.twins = twins;
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

    /** The processes of a service: one, or two. */
    List<ServiceProcess> instances(String service) {
        ServiceProcess twin = twins.get(service);
        return twin == null ? List.of(system.service(service)) : List.of(system.service(service), twin);
    }

    /** Ends the workload and waits until nothing waits any more. */
    void rest() throws InterruptedException {
        workload.stop(Mill.QUEUES_ARE_EMPTY_WITHIN.toSeconds());
        for (Thread thread : background) {
            thread.join();
        }
        String waiting = queues.awaitEmpty(Mill.QUEUES_ARE_EMPTY_WITHIN);
        if (!waiting.isEmpty()) {
            throw new IllegalStateException("The queues were not empty before the fault: " + waiting);
        }
    }

    /** Sends from a thread of its own, as what is sent may wait for the fault to be healed. */
    void inBackground(Sending sending) {
        Thread thread = new Thread(() -> {
            try {
                sending.send();
            } catch (InterruptedException | RuntimeException e) {
                synchronized (trouble) {
                    trouble.add(e.toString());
                }
            }
        }, "background");
        thread.setDaemon(true);
        background.add(thread);
        thread.start();
    }

    /** Waits for what was sent in the background, and says what went wrong with it. */
    List<String> awaitBackground() throws InterruptedException {
        for (Thread thread : background) {
            thread.join();
        }
        synchronized (trouble) {
            return List.copyOf(trouble);
        }
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
