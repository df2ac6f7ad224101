package org.pricefloor.lookout;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What the broker says when it is asked; it is given {@value #PATIENCE_MILLIS} ms. */
@ApplicationScoped
class Broker {

    private static final int PATIENCE_MILLIS = 2_000;

    private final DataSource database;
    private final String address;
    private Admin admin;

    Broker(DataSource database, @ConfigProperty(name = "kafka.bootstrap.servers") String address) {
        this.database = database;
        this.address = address;
    }

    /** Why it does not answer; null: it does. */
    String failure() {
        try {
            admin().describeCluster().clusterId().get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            return null;
        } catch (ExecutionException e) {
            return e.getCause().toString();
        } catch (TimeoutException | KafkaException e) {
            return "no answer within " + PATIENCE_MILLIS + " ms";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "the question was interrupted";
        }
    }

    /** Records between the watermarks' offsets and the ends of their partitions; NaN when broker or database do not say. */
    double lag() {
        Map<TopicPartition, Long> done = new HashMap<>();
        try (Connection connection = database.getConnection();
             PreparedStatement select = connection.prepareStatement("SELECT topic, partition, kafka_offset FROM inbox_watermark");
             ResultSet row = select.executeQuery()) {
            while (row.next()) {
                done.put(new TopicPartition(row.getString(1), row.getInt(2)), row.getLong(3) + 1);
            }
        } catch (SQLException e) {
            return Double.NaN;
        }
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        done.keySet().forEach(partition -> asked.put(partition, OffsetSpec.latest()));
        try {
            Map<TopicPartition, ListOffsetsResultInfo> ends = admin().listOffsets(asked).all().get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            return done.entrySet().stream().mapToLong(each -> Math.max(0, ends.get(each.getKey()).offset() - each.getValue())).sum();
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            return Double.NaN;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Double.NaN;
        }
    }

    private synchronized Admin admin() {
        if (admin == null) {
            admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, address, AdminClientConfig.CLIENT_ID_CONFIG, "lookout",
                    AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS, AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS,
                    AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 2_000));
        }
        return admin;
    }

    @PreDestroy
    synchronized void close() {
        if (admin != null) {
            admin.close(Duration.ofSeconds(1));
        }
    }
}
