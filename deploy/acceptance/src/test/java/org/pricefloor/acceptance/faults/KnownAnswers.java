package org.pricefloor.acceptance.faults;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Answers given as known at a moment, and the same questions asked again. */
final class KnownAnswers {

    private static final int ASKED_AGAIN_AT_MOST = 24;

    private record Answer(String agreement, Instant moment, String body) {
    }

    private final Door door;
    private final List<Answer> answers = new ArrayList<>();

    KnownAnswers(Door door) {
        this.door = door;
    }

    /** Asks now; an answer that does not come is none. */
    void ask(String agreement, Instant moment) throws InterruptedException {
        try {
            String body = answer(agreement, moment);
            answers.add(new Answer(agreement, moment, body));
        } catch (IOException unanswered) {
            // Nobody was told anything: there is nothing to hold anybody to.
        }
    }

    /** Asks the latest questions once more and writes both answers down. */
    long askAgain(Path file) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        for (Answer answer : answers.subList(Math.max(0, answers.size() - ASKED_AGAIN_AT_MOST), answers.size())) {
            lines.add(String.join("\t", answer.agreement(), answer.moment().toString(), answer.body(), answer(answer.agreement(), answer.moment())));
        }
        Files.write(file, lines);
        return lines.size();
    }

    private String answer(String agreement, Instant moment) throws IOException, InterruptedException {
        HttpResponse<String> answer = door.once("GET", "settlement", "/api/settlements?agreement=" + agreement + "&knownAt=" + moment, "office", "OFFICE", null);
        if (answer.statusCode() != 200) {
            throw new IOException("The answer as known at " + moment + " was " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }
}
