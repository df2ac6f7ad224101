package org.pricefloor.infrastructure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.pricefloor.contracts.Topics;

/**
 * What a service's tests need around the service: an empty database migrated as its owner, the topics, a key, tokens. The broker and the
 * database server are shared by the test JVMs of a build; the database, its content and the topics' content are this call's own.
 *
 * <pre>
 *   public class Infrastructure implements QuarkusTestResourceLifecycleManager {
 *       public Map&lt;String, String&gt; start() { return TestInfrastructure.forService("settlement"); }
 *       public void stop() { }
 *   }
 * </pre>
 */
public final class TestInfrastructure {

    /** What is created for a test; {@code contracts} says what travels on them. */
    public static final List<String> TOPICS = Topics.ALL;

    private final String brokerAddress;
    private final SigningKey key;
    private final ServiceDatabase database;
    private final String superuserPassword;

    private TestInfrastructure(String brokerAddress, SigningKey key, ServiceDatabase database, String superuserPassword) {
        this.brokerAddress = brokerAddress;
        this.key = key;
        this.database = database;
        this.superuserPassword = superuserPassword;
    }

    /** The configuration of a service under test, whose module is the working directory. */
    public static Map<String, String> forService(String service) {
        return start(service).configuration();
    }

    /** As {@link #forService}, for a test that also looks into the database with its own eyes. */
    public static TestInfrastructure start(String service) {
        return start(service, migrationsOf(service));
    }

    /**
     * Fresh topics and a fresh database with the migrations of a service.
     *
     * @param migrations a folder or a jar that holds {@code db/<service>/V*.sql}
     */
    public static TestInfrastructure start(String service, Path migrations) {
        SharedStack stack = SharedStack.get();
        String broker = stack.exclusiveBroker();
        String name = service.replace('-', '_') + "_" + Long.toString(ProcessHandle.current().pid(), 36) + "_" + Long.toString(System.nanoTime(), 36);
        List<ServiceDatabase> databases = new Provision(stack.databaseAddress(), stack.databaseFolder()).freshTopics(broker, TOPICS).service(service, name, migrations).run();
        return new TestInfrastructure(broker, testKey(stack), databases.get(0), Database.superuserPassword(stack.databaseFolder()));
    }

    /** A broker with fresh topics and no database, for a module that has none. Its address. */
    public static String broker(List<String> topics) {
        SharedStack stack = SharedStack.get();
        String broker = stack.exclusiveBroker();
        new Provision(stack.databaseAddress(), stack.databaseFolder()).freshTopics(broker, topics).run();
        return broker;
    }

    /** A bearer token that services under test accept, for a quarter of an hour. */
    public static String token(String role, String party) {
        return mint().mint(role, party);
    }

    /** As above for a named person, where two of the same role have to be told apart. */
    public static String token(String subject, Set<String> roles, String party) {
        return mint().mint(subject, roles, party, Duration.ofMinutes(15));
    }

    /** The mint whose tokens services under test accept. */
    public static TokenMint mint() {
        return new TokenMint(testKey(SharedStack.get()));
    }

    /**
     * The variables that the deployment sets, by their names, and the choices of a test: a free port, no issuer refused.
     */
    public Map<String, String> configuration() {
        Map<String, String> configuration = new LinkedHashMap<>();
        configuration.put("PRICEFLOOR_DATABASE_URL", database.jdbcUrl());
        configuration.put("PRICEFLOOR_DATABASE_USER", database.user());
        configuration.put("PRICEFLOOR_DATABASE_PASSWORD", database.userPassword());
        configuration.put("PRICEFLOOR_KAFKA", brokerAddress);
        configuration.put("PRICEFLOOR_JWKS", key.jwks());
        configuration.put("PRICEFLOOR_ISSUER", TokenMint.DEVELOPMENT_ISSUER);
        configuration.put("PRICEFLOOR_ENVIRONMENT", "test");
        configuration.put("quarkus.datasource.jdbc.url", database.jdbcUrl());
        configuration.put("quarkus.datasource.username", database.user());
        configuration.put("quarkus.datasource.password", database.userPassword());
        configuration.put("kafka.bootstrap.servers", brokerAddress);
        configuration.put("mp.jwt.verify.publickey.location", key.jwks());
        configuration.put("mp.jwt.verify.issuer", TokenMint.DEVELOPMENT_ISSUER);
        configuration.put("mp.jwt.verify.audiences", TokenMint.AUDIENCE);
        configuration.put("quarkus.http.test-port", "0");
        return configuration;
    }

    public ServiceDatabase database() {
        return database;
    }

    public String brokerAddress() {
        return brokerAddress;
    }

    /** For a test that reads the catalogue or does what no role of ours may; the user is {@code postgres}. */
    public String superuserPassword() {
        return superuserPassword;
    }

    private static SigningKey testKey(SharedStack stack) {
        synchronized (TestInfrastructure.class) {
            return SigningKey.in(stack.folder().resolve("keys"));
        }
    }

    private static Path migrationsOf(String service) {
        for (String folder : List.of("target/classes", "src/main/resources")) {
            Path here = Path.of(folder).toAbsolutePath();
            if (Files.isDirectory(here.resolve("db").resolve(service))) {
                return here;
            }
        }
        throw new InfrastructureFailure("No migrations of " + service + " were found in " + Path.of("").toAbsolutePath() + ": there has to be src/main/resources/db/" + service + ".");
    }
}
