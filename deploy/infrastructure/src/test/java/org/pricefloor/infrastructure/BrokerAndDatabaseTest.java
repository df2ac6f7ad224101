package org.pricefloor.infrastructure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerAndDatabaseTest {

    private static final List<String> TOPICS = List.of("pricefloor.lots");

    @TempDir
    Path folder;

    @Test
    void whatWasStoredSurvivesARestartOfBoth() throws Exception {
        ServiceDatabase ledger;
        try (Broker broker = Broker.start(folder.resolve("broker"), 0); Database database = Database.start(folder.resolve("database"), 0)) {
            ledger = new Provision(database).topics(broker.address(), TOPICS).service("ledger", migrations()).run().get(0);
            asService(ledger, "INSERT INTO lot VALUES ('L-1')");
            try (KafkaProducer<String, String> producer = producer(broker)) {
                producer.send(new ProducerRecord<>("pricefloor.lots", 0, "L-1", "weighed")).get();
            }
        }
        try (Broker broker = Broker.start(folder.resolve("broker"), 0); Database database = Database.start(folder.resolve("database"), 0)) {
            ServiceDatabase again = new Provision(database).topics(broker.address(), TOPICS).service("ledger", migrations()).run().get(0);
            assertEquals(ledger.userPassword(), again.userPassword());
            assertEquals("L-1", asService(again, "SELECT id FROM lot"));
            assertEquals("weighed", firstRecord(broker));
        }
    }

    @Test
    void aServerLeftBehindByAKilledJvmIsStoppedAndItsContentSurvives() throws Exception {
        try (Database database = Database.start(folder.resolve("database"), 0)) {
            ServiceDatabase ledger = new Provision(database).service("ledger", migrations()).run().get(0);
            asService(ledger, "INSERT INTO lot VALUES ('L-1')");
            ProcessHandle leftBehind = ProcessHandle.of(database.pid()).orElseThrow().children().findFirst().orElseThrow();
            database.kill();
            assertTrue(leftBehind.isAlive(), "the server outlives its JVM: that is what the next start has to cope with");
            try (Database next = Database.start(folder.resolve("database"), database.port())) {
                assertFalse(leftBehind.isAlive());
                assertEquals("L-1", asService(new Provision(next).service("ledger", migrations()).run().get(0), "SELECT id FROM lot"));
            }
        }
    }

    @Test
    void theServicesRoleOwnsNothingAndSeesAsReaderOnlyWhatTheReaderMay() throws Exception {
        try (Database database = Database.start(folder.resolve("database"), 0)) {
            ServiceDatabase ledger = new Provision(database).service("ledger", migrations()).run().get(0);
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(Database.superuserPasswordFile(folder.resolve("database")))));
            assertEquals("f", asService(ledger, "SELECT rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole FROM pg_roles WHERE rolname = current_user"));
            assertEquals("0", asService(ledger, "SELECT count(*) FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)"));
            assertEquals("on", asService(ledger, "SELECT current_setting('fsync')"));
            assertThrows(SQLException.class, () -> asService(ledger, "CREATE TABLE mine (id int)"));
            assertThrows(SQLException.class, () -> asService(ledger, "DELETE FROM lot"));
            try (Connection connection = DriverManager.getConnection(ledger.jdbcUrl(), ledger.user(), ledger.userPassword()); Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute("SET LOCAL ROLE ledger_reader");
                assertThrows(SQLException.class, () -> statement.execute("INSERT INTO lot VALUES ('L-2')"));
            }
            assertThrows(SQLException.class, () -> DriverManager.getConnection(ledger.jdbcUrl(), ledger.user(), "a wrong password").close());
        }
    }

    @Test
    void topicsHaveThreePartitionsAreKeptForEverAndAreNotMadeByUse() throws Exception {
        try (Broker broker = Broker.start(folder.resolve("broker"), 0); Database database = Database.start(folder.resolve("database"), 0)) {
            new Provision(database).topics(broker.address(), TOPICS).run();
            try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", broker.address()))) {
                assertEquals(3, admin.describeTopics(TOPICS).allTopicNames().get().get("pricefloor.lots").partitions().size());
                ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, "pricefloor.lots");
                assertEquals("-1", admin.describeConfigs(List.of(topic)).all().get().get(topic).get("retention.ms").value());
                ConfigResource node = new ConfigResource(ConfigResource.Type.BROKER, "1");
                assertEquals("false", admin.describeConfigs(List.of(node)).all().get().get(node).get("auto.create.topics.enable").value());
            }
        }
    }

    @Test
    void aTakenPortIsNamedAndNothingIsLeftRunning() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(Ports.LOOPBACK))) {
            Set<Long> before = children();
            InfrastructureFailure failure = assertThrows(InfrastructureFailure.class, () -> Broker.start(folder.resolve("broker"), taken.getLocalPort(), 0));
            assertTrue(failure.getMessage().contains("Kafka ended while it started"), failure.getMessage());
            assertEquals(before, children());
        }
    }

    @Test
    void secretsAreReadableByTheirOwnerOnly() throws IOException {
        SigningKey key = SigningKey.in(folder.resolve("keys"));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("keys/token-signing-key.pem"))));
        assertEquals(key.keyId(), SigningKey.in(folder.resolve("keys")).keyId());
        assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("keys/jwks.json"))));
        assertFalse(Files.readString(folder.resolve("keys/jwks.json")).contains("\"d\""));
        assertEquals(3, new TokenMint(key).mint("someone", Set.of("office"), "US-DOW", Duration.ofMinutes(1)).split("\\.").length);
    }

    private static Set<Long> children() {
        return ProcessHandle.current().children().filter(ProcessHandle::isAlive).map(ProcessHandle::pid).collect(Collectors.toSet());
    }

    private Path migrations() throws IOException {
        Path scripts = folder.resolve("migrations/db/ledger");
        Files.createDirectories(scripts);
        Files.writeString(scripts.resolve("V0001__lots_are_weighed.sql"), """
                CREATE TABLE lot (id varchar PRIMARY KEY);
                GRANT SELECT, INSERT ON lot TO ledger_service;
                GRANT SELECT ON lot TO ledger_reader;
                """);
        return folder.resolve("migrations");
    }

    private static String asService(ServiceDatabase database, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), database.user(), database.userPassword()); Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return null;
            }
            try (ResultSet result = statement.getResultSet()) {
                return result.next() ? result.getString(1) : null;
            }
        }
    }

    private static KafkaProducer<String, String> producer(Broker broker) {
        return new KafkaProducer<>(Map.<String, Object>of("bootstrap.servers", broker.address(), "acks", "all"), new StringSerializer(), new StringSerializer());
    }

    private static String firstRecord(Broker broker) {
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(Map.<String, Object>of("bootstrap.servers", broker.address()), new StringDeserializer(),
                new StringDeserializer())) {
            TopicPartition partition = new TopicPartition("pricefloor.lots", 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            return consumer.poll(Duration.ofSeconds(20)).iterator().next().value();
        }
    }
}
