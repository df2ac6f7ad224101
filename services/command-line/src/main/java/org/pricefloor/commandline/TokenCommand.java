package org.pricefloor.commandline;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pricefloor.infrastructure.InfrastructureFailure;
import org.pricefloor.infrastructure.SigningKey;
import org.pricefloor.infrastructure.TokenMint;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Mints a short-lived bearer token with the key of a development stack. A real deployment refuses its issuer. */
@Command(name = "token", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Prints a bearer token, signed with the key of a stack that deploy/up has started here.",
        footerHeading = "%nExample:%n",
        footer = {"  TOKEN=$(deploy/pricefloor token --role producer --party MP-MATERIALS)",
                "  curl -H \"Authorization: Bearer $TOKEN\" http://localhost:8082/api/agreements"})
final class TokenCommand implements Callable<Integer> {

    private static final List<String> ROLES = List.of("market-data", "registrar", "approver", "office", "producer", "auditor", "operator");
    private static final Duration LONGEST = Duration.ofHours(12);

    @Spec
    private CommandSpec spec;

    @Option(names = "--role", required = true, paramLabel = "ROLE",
            description = "market-data, registrar, approver, office, producer, auditor or operator.")
    private String role;

    @Option(names = "--party", paramLabel = "CODE", description = "Code of the producer or office; a producer needs one.")
    private String party;

    @Option(names = "--subject", paramLabel = "NAME", description = "Whom the token stands for; default: role and party.")
    private String subject;

    @Option(names = "--ttl", paramLabel = "TIME", defaultValue = "15m", converter = LifetimeReading.class,
            description = "How long it is valid: 90s, 15m or 2h, at most 12h; default ${DEFAULT-VALUE}.")
    private Duration lifetime;

    @Option(names = "--state", paramLabel = "FOLDER", defaultValue = "${env:PRICEFLOOR_STATE:-.pricefloor}",
            description = "State folder of the stack; default ${DEFAULT-VALUE}.")
    private Path state;

    @Override
    public Integer call() {
        if (!ROLES.contains(role)) {
            throw new CommandStopped(ExitCode.USAGE, "There is no role " + role + ". Roles: " + String.join(", ", ROLES) + ".");
        }
        if (role.equals("producer") && party == null) {
            throw new CommandStopped(ExitCode.USAGE, "A producer sees its own agreements only: add --party with its code.");
        }
        String name = subject != null ? subject : party == null ? role : role + "@" + party;
        spec.commandLine().getOut().println(new TokenMint(key()).mint(name, Set.of(role), party, lifetime));
        return ExitCode.OK.number();
    }

    private SigningKey key() {
        try {
            return SigningKey.existingIn(state.resolve("keys"));
        } catch (InfrastructureFailure missing) {
            throw new CommandStopped(ExitCode.UNREACHABLE, missing.getMessage());
        }
    }

    /** 90s, 15m or 2h. */
    static final class LifetimeReading implements ITypeConverter<Duration> {

        private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,5})([smh])");

        @Override
        public Duration convert(String text) {
            Matcher form = FORM.matcher(text);
            if (!form.matches()) {
                throw new TypeConversionException("'" + text + "' is no lifetime: write 90s, 15m or 2h");
            }
            long count = Long.parseLong(form.group(1));
            Duration lifetime = switch (form.group(2)) {
                case "s" -> Duration.ofSeconds(count);
                case "m" -> Duration.ofMinutes(count);
                default -> Duration.ofHours(count);
            };
            if (lifetime.compareTo(LONGEST) > 0) {
                throw new TypeConversionException("'" + text + "' is too long: tokens live at most 12h");
            }
            return lifetime;
        }
    }
}
