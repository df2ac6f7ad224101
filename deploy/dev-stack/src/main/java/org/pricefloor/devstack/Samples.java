package org.pricefloor.devstack;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.pricefloor.infrastructure.PrivateFiles;
import org.pricefloor.infrastructure.TokenMint;

/**
 * Sends the sample data through the public API, step by step as {@code samples/samples.json} lists them. A step that was sent once is not
 * sent again by a later start; were it, it would be answered as before. A step whose dates are another month's is another step.
 *
 * <p>A step may approve instead of sending its file: with <code>"approves": true</code> its body is the digest that the service gave when the
 * file was sent. The subject of a token names its role, so that the approver is another person than the proposer; a step may name its
 * own <code>subject</code>.
 *
 * <p>Dates in files and paths may be relative to today: <code>${today}</code>, <code>${today-3}</code>, <code>${weekday-2}</code> (the
 * second Monday to Friday before today; <code>${weekday-0}</code> is today or the last one), <code>${month}</code>,
 * <code>${month-1}</code>, <code>${month.start}</code>, <code>${month-1.end}</code>.
 */
final class Samples {

    private static final Pattern PLACE = Pattern.compile("\\$\\{(today|weekday|month)([+-]\\d+)?(?:\\.(start|end))?}");

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration LONGEST_STEP = Duration.ofMinutes(5);

    private final String folder;
    private final Map<String, URI> doors;
    private final TokenMint mint;
    private final Path done;
    private final LocalDate today;
    private final Map<Step, String> answers = new HashMap<>();
    private final HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    Samples(Map<String, URI> doors, TokenMint mint, Path done, Options options) {
        this("/samples/", doors, mint, done, LocalDate.ofInstant(now(options), ZoneOffset.UTC));
    }

    /** Samples of another folder of the class path, and another day. */
    Samples(String folder, Map<String, URI> doors, TokenMint mint, Path done, LocalDate today) {
        this.folder = folder;
        this.doors = doors;
        this.mint = mint;
        this.done = done;
        this.today = today;
    }

    /** One step of the list. */
    private record Step(String service, String method, String path, String file, String contentType, String role, String party, String subject, boolean approves) {

        /** The step that sent the file which this one approves. */
        boolean isApprovedBy(Step approval) {
            return !approves && service.equals(approval.service) && file.equals(approval.file);
        }
    }

    /**
     * Sends what has not been sent into this state.
     *
     * @return what was done, for the line of the start
     * @throws StartRefused if a service refuses a step; its answer is part of the message
     */
    String load() {
        byte[] list = resource("samples.json");
        if (list == null) {
            return "none are part of this build";
        }
        List<Step> steps = steps(list);
        Set<String> sent = alreadySent();
        int before = sent.size();
        long bytes = 0;
        for (Step step : steps) {
            byte[] content = content(step);
            if (sent.add(digest(step, content))) {
                byte[] body = step.approves() ? approval(step, steps) : content;
                answers.put(step, send(step, body));
                bytes += body.length;
                // After each one: a load that was interrupted goes on where it stopped.
                PrivateFiles.write(done, String.join("\n", sent) + "\n");
            }
        }
        int now = sent.size() - before;
        return now == 0 ? "already there (" + steps.size() + " steps)" : now + (now == 1 ? " step" : " steps") + " through the public API, " + (bytes + 512) / 1024 + " KB";
    }

    /** The text with its dates filled in. Package-private for its test. */
    static String filledIn(String text, LocalDate today) {
        Matcher matcher = PLACE.matcher(text);
        return matcher.replaceAll(place -> {
            int offset = place.group(2) == null ? 0 : Integer.parseInt(place.group(2));
            String end = place.group(3);
            return switch (place.group(1)) {
                case "today" -> today.plusDays(offset).toString();
                case "weekday" -> weekday(today, offset).toString();
                default -> {
                    YearMonth month = YearMonth.from(today).plusMonths(offset);
                    yield end == null ? month.toString() : (end.equals("start") ? month.atDay(1) : month.atEndOfMonth()).toString();
                }
            };
        });
    }

    private static LocalDate weekday(LocalDate today, int offset) {
        LocalDate day = today;
        int remaining = Math.abs(offset);
        while (isWeekend(day)) {
            day = day.minusDays(1);
        }
        while (remaining > 0) {
            day = day.plusDays(offset < 0 ? -1 : 1);
            if (!isWeekend(day)) {
                remaining--;
            }
        }
        return day;
    }

    private static boolean isWeekend(LocalDate day) {
        return day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
    }

    private static List<Step> steps(byte[] list) {
        try {
            List<Step> steps = new ArrayList<>();
            for (JsonNode step : JSON.readTree(list)) {
                steps.add(new Step(step.path("service").asText(), step.path("method").asText("POST"), step.path("path").asText(), step.path("file").asText(),
                        step.path("contentType").asText("application/json"), step.path("role").asText(), step.path("party").asText(null),
                        step.path("subject").asText(null), step.path("approves").asBoolean(false)));
            }
            return steps;
        } catch (IOException broken) {
            throw new StartRefused("The list of samples (samples.json) is not valid JSON: " + broken.getMessage(), broken);
        }
    }

    /** What the proposal was answered. One that an earlier start sent is sent once more: it gets its first answer. */
    private byte[] approval(Step step, List<Step> steps) {
        Step proposal = steps.stream().filter(one -> one.isApprovedBy(step)).findFirst()
                .orElseThrow(() -> new StartRefused("The sample " + step.file() + " is approved (" + step.path() + ") and no step before sends it."));
        String answer = answers.containsKey(proposal) ? answers.get(proposal) : send(proposal, content(proposal));
        try {
            return JSON.writeValueAsBytes(Map.of("digest", JSON.readTree(answer).path("digest").asText()));
        } catch (IOException broken) {
            throw new StartRefused("The answer to the sample " + step.file() + " is not valid JSON: " + broken.getMessage(), broken);
        }
    }

    private byte[] content(Step step) {
        byte[] content = resource(step.file());
        if (content == null) {
            throw new StartRefused("The sample file " + step.file() + " is missing. Start with --no-samples.");
        }
        return filledIn(new String(content, StandardCharsets.UTF_8), today).getBytes(StandardCharsets.UTF_8);
    }

    /** Its answer. */
    private String send(Step step, byte[] body) {
        URI door = doors.get(step.service());
        if (door == null) {
            throw new StartRefused("The sample " + step.file() + " is for " + step.service() + ", which is not part of this stack. Start with --no-samples.");
        }
        HttpRequest request = HttpRequest.newBuilder(door.resolve(filledIn(step.path(), today))).timeout(LONGEST_STEP)
                .header("Authorization", "Bearer " + token(step)).header("Content-Type", step.contentType())
                .method(step.method(), HttpRequest.BodyPublishers.ofByteArray(body)).build();
        try {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new StartRefused("The sample " + step.file() + " was refused by " + step.service() + " (" + step.method() + " " + step.path() + " answered "
                        + answer.statusCode() + "): " + answer.body() + " Start with --fresh to load samples into an empty state, or with --no-samples.");
            }
            return answer.body();
        } catch (IOException failure) {
            throw new StartRefused("The sample " + step.file() + " could not be sent to " + step.service() + " (" + failure + "). See its log.", failure);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new StartRefused("The loading of samples was interrupted.", asked);
        }
    }

    private String token(Step step) {
        return step.subject() == null ? mint.mint(step.role(), step.party()) : mint.mint(step.subject(), Set.of(step.role()), step.party(), LONGEST_STEP);
    }

    private String digest(Step step, byte[] content) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((step.method() + " " + filledIn(step.path(), today) + "\n").getBytes(StandardCharsets.UTF_8));
            digest.update(content);
            return "sha256:" + HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Set<String> alreadySent() {
        try {
            return Files.exists(done) ? new LinkedHashSet<>(Files.readAllLines(done)) : new LinkedHashSet<>();
        } catch (IOException unreadable) {
            return new LinkedHashSet<>();
        }
    }

    private static Instant now(Options options) {
        String clockFile = options.variable("PRICEFLOOR_TEST_CLOCK_FILE", null);
        if (clockFile != null && "test".equals(options.variable("PRICEFLOOR_ENVIRONMENT", "development"))) {
            try {
                return Instant.parse(Files.readString(Path.of(clockFile)).strip());
            } catch (IOException failure) {
                throw new StartRefused("The clock file " + clockFile + " cannot be read (" + failure + ").", failure);
            }
        }
        return Clock.systemUTC().instant();
    }

    private byte[] resource(String name) {
        try (InputStream stream = Samples.class.getResourceAsStream(folder + name)) {
            return stream == null ? null : stream.readAllBytes();
        } catch (IOException failure) {
            throw new StartRefused("The sample file " + name + " cannot be read (" + failure + ").", failure);
        }
    }
}
