package org.pricefloor.infrastructure;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

import org.pricefloor.contracts.Topics;

/**
 * What a deployment does before the services start: topics, roles, databases and migrations. Collected first and done in one forked JVM,
 * as the caller's class path holds neither client nor driver nor Flyway. Doing it again changes nothing that is already there.
 *
 * <pre>
 *   new Provision(database).topics(broker.address(), Topics.ALL).service("settlement", Path.of("services/settlement/target/classes")).run();
 * </pre>
 */
public final class Provision {

    private static final long LONGEST_RUN_SECONDS = 120;

    private final Path databaseFolder;
    private final String databaseAddress;
    private final Properties request = new Properties();
    private final List<ServiceDatabase> services = new ArrayList<>();

    public Provision(Database database) {
        this(database.address(), database.folder());
    }

    Provision(String databaseAddress, Path databaseFolder) {
        this.databaseAddress = databaseAddress;
        this.databaseFolder = databaseFolder.toAbsolutePath();
        request.setProperty("database.address", databaseAddress);
        request.setProperty("database.superuser.password", Database.superuserPassword(this.databaseFolder));
    }

    /** Topics with the agreed number of partitions, kept for ever; those that exist are left as they are. */
    public Provision topics(String broker, List<String> names) {
        request.setProperty("broker", broker);
        request.setProperty("topics.partitions", String.valueOf(Topics.PARTITIONS));
        request.setProperty("topics", String.join(",", names));
        return this;
    }

    /** As {@link #topics}, but every topic of the broker is deleted first, with the offsets of its consumers. For tests. */
    Provision freshTopics(String broker, List<String> names) {
        request.setProperty("topics.fresh", "true");
        return topics(broker, names);
    }

    /**
     * Roles, database and migrations of a service, in the database of the service's own name.
     *
     * @param migrations a folder or a jar that holds {@code db/<service>/V*.sql}
     */
    public Provision service(String service, Path migrations) {
        return service(service, service.replace('-', '_'), migrations);
    }

    /** As above in a database of another name; the roles keep the service's name, because the migrations grant to them. */
    public Provision service(String service, String database, Path migrations) {
        String roles = service.replace('-', '_');
        RolePasswords passwords = RolePasswords.in(databaseFolder);
        String owner = roles + "_owner";
        String user = roles + "_service";
        services.add(new ServiceDatabase(service, database, "jdbc:postgresql://" + databaseAddress + "/" + database, owner, passwords.of(owner), user, passwords.of(user),
                roles + "_reader"));
        String key = "service." + services.size() + ".";
        request.setProperty(key + "name", service);
        request.setProperty(key + "database", database);
        request.setProperty(key + "owner", owner);
        request.setProperty(key + "owner.password", passwords.of(owner));
        request.setProperty(key + "user", user);
        request.setProperty(key + "user.password", passwords.of(user));
        request.setProperty(key + "reader", roles + "_reader");
        request.setProperty(key + "migrations", migrations.toAbsolutePath().toString());
        return this;
    }

    /**
     * Does all that was asked for.
     *
     * @return the databases, in the order in which they were asked for
     * @throws InfrastructureFailure if a migration fails, or broker or database do not answer; the log is named
     */
    public List<ServiceDatabase> run() {
        Path asked = databaseFolder.resolve("provision-" + ProcessHandle.current().pid() + "-" + System.nanoTime() + ".properties");
        Path log = databaseFolder.resolve("provision.log");
        try {
            StringWriter text = new StringWriter();
            request.store(text, null);
            PrivateFiles.write(asked, text.toString());
            Process process = new ProcessBuilder(ForkedServer.javaCommand(), "-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Duser.timezone=UTC",
                    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-Dorg.slf4j.simpleLogger.logFile=System.out", "-cp", StackClasspath.forForkedJvm(),
                    ProvisionMain.class.getName(), asked.toString())
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.to(log.toFile())).start();
            if (!process.waitFor(LONGEST_RUN_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new InfrastructureFailure("Preparing topics and databases took longer than " + LONGEST_RUN_SECONDS + " s. See " + log);
            }
            if (process.exitValue() != 0) {
                throw new InfrastructureFailure("Topics and databases could not be prepared: " + ForkedServer.lastWords(log) + ". See " + log);
            }
            return List.copyOf(services);
        } catch (IOException failure) {
            throw new InfrastructureFailure("Topics and databases could not be prepared (" + failure.getMessage() + ").", failure);
        } catch (InterruptedException asked2) {
            Thread.currentThread().interrupt();
            throw new InfrastructureFailure("The preparation of topics and databases was interrupted.", asked2);
        } finally {
            try {
                Files.deleteIfExists(asked);
            } catch (IOException harmless) {
                // It is of mode 0600 and in the state folder, beside the passwords it repeats.
            }
        }
    }
}
