package org.pricefloor.infrastructure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Map;
import java.util.concurrent.ExecutionException;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestInfrastructureTest {

    @Test
    void eachStartSeesAnEmptyMigratedDatabaseAndEmptyTopics(@TempDir Path folder) throws IOException, SQLException, ExecutionException, InterruptedException {
        Files.createDirectories(folder.resolve("db/price-ingestion"));
        Files.writeString(folder.resolve("db/price-ingestion/V0001__series.sql"), "CREATE TABLE series (id varchar PRIMARY KEY); GRANT SELECT, INSERT ON series TO price_ingestion_service;");
        TestInfrastructure first = TestInfrastructure.start("price-ingestion", folder);
        assertEquals(0, seriesIn(first));
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(Map.<String, Object>of("bootstrap.servers", first.brokerAddress()), new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>("pricefloor.market-data", 0, "key", "value")).get();
        }
        try (Connection connection = connection(first)) {
            connection.createStatement().execute("INSERT INTO series VALUES ('NDPR-CN')");
        }
        assertEquals(1, seriesIn(first));
        TestInfrastructure second = TestInfrastructure.start("price-ingestion", folder);
        assertNotEquals(first.database().jdbcUrl(), second.database().jdbcUrl());
        assertEquals(0, seriesIn(second));
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", second.brokerAddress()))) {
            assertEquals(new HashSet<>(TestInfrastructure.TOPICS), admin.listTopics().names().get());
            OffsetSpec latest = OffsetSpec.latest();
            TopicPartition partition = new TopicPartition("pricefloor.market-data", 0);
            assertEquals(0, admin.listOffsets(Map.of(partition, latest)).partitionResult(partition).get().offset());
        }
    }

    private static int seriesIn(TestInfrastructure infrastructure) throws SQLException {
        try (Connection connection = connection(infrastructure); ResultSet count = connection.createStatement().executeQuery("SELECT count(*) FROM series")) {
            count.next();
            return count.getInt(1);
        }
    }

    private static Connection connection(TestInfrastructure infrastructure) throws SQLException {
        ServiceDatabase database = infrastructure.database();
        return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.userPassword());
    }
}
