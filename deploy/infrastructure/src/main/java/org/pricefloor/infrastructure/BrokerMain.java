package org.pricefloor.infrastructure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/** The forked JVM of {@link Broker}: formats the folder once, starts the broker, announces it, stops it when the lifeline is cut. */
final class BrokerMain {

    private BrokerMain() {
    }

    /** Arguments: folder, lifeline, client port, controller port. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        ForkedServer.lockFolder(folder);
        Lifeline.holdOn(arguments[1]);
        int port = Integer.parseInt(arguments[2]);
        Properties properties = properties(folder.resolve("data"), port, Integer.parseInt(arguments[3]));
        formatOnce(folder, properties);
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(properties), Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            server.shutdown();
            server.awaitShutdown();
        }, "stop-broker"));
        try {
            server.startup();
        } catch (RuntimeException failure) {
            System.out.println("ERROR The broker could not start: " + failure.getMessage());
            System.exit(1);
        }
        ForkedServer.announce(folder, port);
        server.awaitShutdown();
    }

    private static void formatOnce(Path folder, Properties properties) {
        if (Files.exists(folder.resolve("data/meta.properties"))) {
            return;
        }
        Path file = folder.resolve("server.properties");
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, "written at each first start; changes here have no effect");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        int exit = StorageTool.execute(new String[] {"format", "--ignore-formatted", "-t", Uuid.randomUuid().toString(), "-c", file.toString()}, System.out);
        if (exit != 0) {
            System.exit(exit);
        }
    }

    private static Properties properties(Path data, int port, int controllerPort) {
        Properties properties = new Properties();
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", "1");
        properties.put("controller.quorum.voters", "1@" + Ports.LOOPBACK + ":" + controllerPort);
        properties.put("controller.listener.names", "CONTROLLER");
        properties.put("listeners", "PLAINTEXT://" + Ports.LOOPBACK + ":" + port + ",CONTROLLER://" + Ports.LOOPBACK + ":" + controllerPort);
        properties.put("advertised.listeners", "PLAINTEXT://" + Ports.LOOPBACK + ":" + port);
        properties.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        properties.put("log.dirs", data.toString());
        // A misspelt topic is an error of its writer, not a new topic.
        properties.put("auto.create.topics.enable", "false");
        properties.put("num.partitions", "3");
        properties.put("log.retention.ms", "-1");
        // Consumers that were away for a holiday find their offsets again: ten years instead of seven days.
        properties.put("offsets.retention.minutes", "5256000");
        properties.put("offsets.topic.num.partitions", "3");
        properties.put("transaction.state.log.num.partitions", "3");
        for (String internal : new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            properties.put(internal + ".replication.factor", "1");
        }
        properties.put("transaction.state.log.min.isr", "1");
        properties.put("share.coordinator.state.topic.min.isr", "1");
        properties.put("default.replication.factor", "1");
        properties.put("min.insync.replicas", "1");
        properties.put("group.initial.rebalance.delay.ms", "0");
        properties.put("log.cleaner.dedupe.buffer.size", "8388608");
        return properties;
    }
}
