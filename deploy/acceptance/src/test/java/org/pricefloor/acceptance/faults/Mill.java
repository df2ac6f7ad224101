package org.pricefloor.acceptance.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.pricefloor.acceptance.RunningSystem;
import org.pricefloor.devstack.Options;
import org.pricefloor.devstack.Service;
import org.pricefloor.devstack.ServiceProcess;

/**
 * One running system, put through many cases: each has agreements, series and documents of its own, and what the cases before it left is
 * judged again with it.
 */
public final class Mill implements CaseRunner {

    /** Within this time after healing nothing waits any more. */
    static final Duration QUEUES_ARE_EMPTY_WITHIN = Duration.ofSeconds(60);
    /** What a client goes on trying after everything was healed. */
    private static final long CLIENT_PATIENCE_SECONDS = 60;
    private static final long PATIENCE_AFTER_A_BREAK_SECONDS = 1;
    /** The workload before and after the fault. */
    private static final Duration BEFORE_AND_AFTER = Duration.ofMillis(1_200);
    private static final int INPUTS_PER_SECOND = Integer.getInteger("pricefloor.fault.rate", 30);

    private final RunningSystem system;
    private final List<String> services;
    private final Path folder;
    private final Door door;
    private final AcceptedInputs accepted;
    private final CarriedRecords carried;
    private final KnownAnswers known;
    private final Judge judge;
    private final Map<String, ServiceProcess> twins = new TreeMap<>();
    private int cases;

    /** @param name of the state folder under {@code target} */
    public Mill(String name, UnaryOperator<Options> choice) throws IOException {
        this(RunningSystem.start(name, choice), name);
    }

    /** On a system that was started otherwise, with a movable clock, say; it is closed with the mill. */
    public Mill(RunningSystem system, String name) throws IOException {
        this.system = system;
        this.services = Service.ALL.stream().map(Service::name).filter(service -> system.stack().database(service) != null).toList();
        this.folder = Files.createDirectories(RunningSystem.state(name).resolve("evidence"));
        this.door = new Door(system);
        this.accepted = new AcceptedInputs(folder.resolve("accepted.tsv"));
        this.carried = new CarriedRecords(system.kafka(), folder.resolve("carried.tsv"));
        this.known = new KnownAnswers(door);
        this.judge = new Judge(system, services, folder);
    }

    public RunningSystem system() {
        return system;
    }

    /** Starts a second process of every service beside the first; clients turn to it when the first does not answer. */
    Mill withTwins() {
        return withTwins(services);
    }

    Mill withTwins(List<String> of) {
        for (String service : of) {
            twins.put(service, system.startAnother(service, "twin"));
            door.also(service, twins.get(service).address());
        }
        return this;
    }

    /** Feeds, breaks, heals, waits, and judges. A fault that throws is a violation like any other. */
    @Override
    public Outcome run(FaultCase fault) throws InterruptedException {
        long began = System.nanoTime();
        String at = Instant.now().toString();
        Random random = new Random(fault.seed());
        Workload workload = new Workload(door, accepted, Long.toString(fault.seed(), 36).toUpperCase(Locale.ROOT) + "C" + ++cases, random.nextLong(), INPUTS_PER_SECOND);
        Queues queues = new Queues(system, services);
        Scene scene = new Scene(system, workload, accepted, random, queues, twins);
        List<String> violations = new ArrayList<>();
        Map<String, Long> counts = new TreeMap<>();
        long acceptedBefore = accepted.count();
        long repeatedBefore = door.repeated();
        try {
            restore();
            workload.prepare();
            workload.start();
            scene.pass(BEFORE_AND_AFTER);
            Instant moment = system.now();
            known.ask(workload.agreement(1), moment);
            known.ask(workload.agreement(2), moment);
            violations.addAll(judge.keep().violations());
            fault.fault().strike(scene);
            scene.pass(BEFORE_AND_AFTER);
            workload.stop(CLIENT_PATIENCE_SECONDS);
            violations.addAll(workload.trouble());
            violations.addAll(scene.awaitBackground());
            long healed = System.nanoTime();
            String waiting = queues.awaitEmpty(QUEUES_ARE_EMPTY_WITHIN);
            if (!waiting.isEmpty()) {
                violations.add("After " + QUEUES_ARE_EMPTY_WITHIN.toSeconds() + " s not all queues are empty: " + waiting);
            }
            counts.put("milliseconds until the queues were empty", (System.nanoTime() - healed) / 1_000_000);
            carried.look();
            counts.put("answers given again", known.askAgain(folder.resolve("answers.tsv")));
            Judge.Judgement judgement = judge.check(folder);
            violations.addAll(judgement.violations());
            counts.putAll(judgement.counts());
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            violations.add("The case broke off: " + e);
            workload.stop(PATIENCE_AFTER_A_BREAK_SECONDS);
        }
        counts.putAll(scene.counts());
        counts.put("inputs accepted", accepted.count() - acceptedBefore);
        counts.put("inputs repeated", door.repeated() - repeatedBefore);
        return new Outcome(fault.row(), fault.name(), fault.seed(), violations.isEmpty(), counts, violations, (System.nanoTime() - began) / 1e9, at);
    }

    /** A case before may have left a service dead. */
    private void restore() {
        services.forEach(service -> system.service(service).start());
        twins.values().forEach(ServiceProcess::start);
        services.forEach(service -> system.service(service).awaitReady());
        twins.values().forEach(ServiceProcess::awaitReady);
    }

    @Override
    public void close() {
        judge.close();
        system.close();
    }
}
