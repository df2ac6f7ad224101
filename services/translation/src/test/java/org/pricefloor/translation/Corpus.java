package org.pricefloor.translation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pricefloor.contracts.AgreementDocument;
import org.pricefloor.contracts.Assay;
import org.pricefloor.kernel.agreement.Netting;
import org.pricefloor.kernel.agreement.TermsRefused;
import org.pricefloor.kernel.journal.Offset;
import org.pricefloor.kernel.money.Money;
import org.pricefloor.kernel.settlement.Settled;
import org.pricefloor.kernel.settlement.SettlementOutcome;
import org.pricefloor.messaging.EventJson;
import org.pricefloor.messaging.UnreadableEvent;

/**
 * Cases of bad and border input as people write them down: {@code src/test/resources/corpus/README.md} says how.
 *
 * <p>A case is a shape, changes to it, and facts and expectations in the order in which they become known.
 */
final class Corpus {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern REPEATED = Pattern.compile("<([^*<>]+)\\*(\\d+)>");

    /** @param lines facts and expectations, in order */
    record Case(String name, String shape, List<String> changes, List<String> lines) {
    }

    private Corpus() {
    }

    static List<Case> read(String file) {
        List<Case> cases = new ArrayList<>();
        String shape = null;
        List<String> shared = new ArrayList<>();
        String expected = null;
        int number = 0;
        for (String line : lines(file)) {
            number++;
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            if (text.startsWith("shape ")) {
                shape = text.substring(6);
                shared = new ArrayList<>();
                expected = null;
            } else if (text.startsWith("period ")) {
                expected = text.substring(7);
            } else if (text.startsWith("case ")) {
                cases.add(new Case(file + ":" + number + " " + text.substring(5), shape, new ArrayList<>(), new ArrayList<>(shared)));
            } else if (text.contains(" => ")) {
                String[] parts = text.split(" => ", 2);
                List<String> all = new ArrayList<>(shared);
                all.add(parts[1].startsWith("settles ") || parts[1].startsWith("parks ") ? parts[1].replaceFirst(" ", " " + expected + " ") : "refused " + parts[1]);
                cases.add(new Case(file + ":" + number + " " + text, shape, List.of(parts[0].split(" ; ")), all));
            } else if (line.startsWith(" ") && !cases.isEmpty() && cases.get(cases.size() - 1).shape().equals(shape)) {
                Case last = cases.get(cases.size() - 1);
                if (text.startsWith("with ")) {
                    last.changes().addAll(List.of(text.substring(5).split(" ; ")));
                } else {
                    last.lines().add(text);
                }
            } else {
                shared.add(text);
            }
        }
        return cases;
    }

    private static List<String> lines(String file) {
        try (InputStream text = Corpus.class.getResourceAsStream("/corpus/" + file)) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- documents

    private static ObjectNode document(String shape) {
        try (InputStream json = Corpus.class.getResourceAsStream("/shapes/" + shape + ".json")) {
            return (ObjectNode) JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void change(ObjectNode document, String change) {
        if (change.equals("unchanged")) {
            return;
        }
        boolean removes = change.endsWith(" removed");
        String[] parts = removes ? new String[] {change.substring(0, change.length() - 8), null} : change.split(" = ", 2);
        String pointer = parts[0].strip();
        String name = pointer.substring(pointer.lastIndexOf('/') + 1);
        JsonNode holder = document.at(pointer.substring(0, pointer.lastIndexOf('/')));
        assertFalse(holder.isMissingNode(), () -> "no place " + pointer);
        if (holder instanceof ArrayNode list) {
            if (name.equals("-")) {
                list.add(json(parts[1]));
            } else if (removes) {
                list.remove(Integer.parseInt(name));
            } else {
                list.set(Integer.parseInt(name), json(parts[1]));
            }
        } else if (removes) {
            assertTrue(((ObjectNode) holder).remove(name) != null, () -> "nothing to remove at " + pointer);
        } else {
            ((ObjectNode) holder).set(name, json(parts[1]));
        }
    }

    private static JsonNode json(String text) {
        Matcher repeated = REPEATED.matcher(text);
        String whole = repeated.replaceAll(found -> Matcher.quoteReplacement(found.group(1).repeat(Integer.parseInt(found.group(2)))));
        try {
            return JSON.readTree(whole);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + text, e);
        }
    }

    private static AgreementDocument read(ObjectNode document) {
        return EventJson.read(document.toString().getBytes(StandardCharsets.UTF_8), AgreementDocument.class);
    }

    /** Every rule that a document breaks, as "RULE pointer"; the reader's included. */
    static List<String> refusals(JsonNode document) {
        try {
            AgreementTranslation.terms(EventJson.read(document.toString().getBytes(StandardCharsets.UTF_8), AgreementDocument.class));
            return List.of();
        } catch (UnreadableEvent e) {
            return List.of(e.rule() + " " + e.pointer());
        } catch (TermsRefused e) {
            e.refusals().forEach(refusal -> {
                assertFalse(refusal.fix().isBlank(), refusal::rule);
                assertTrue(refusal.found().length() <= 83, refusal::rule);
            });
            return e.refusals().stream().map(refusal -> (refusal.rule() + " " + refusal.field()).strip()).toList();
        }
    }

    // ---- cases

    /** Holds a case to what it states. */
    static void check(Case stated) {
        ObjectNode document = document(stated.shape());
        stated.changes().forEach(change -> change(document, change));
        List<String> refusals = refusals(document);
        if (stated.lines().get(stated.lines().size() - 1).startsWith("refused ")) {
            String expected = stated.lines().get(stated.lines().size() - 1).substring(8).strip();
            assertTrue(refusals.contains(expected), () -> "expected " + expected + ", found " + (refusals.isEmpty() ? "acceptance" : refusals));
            return;
        }
        assertEquals(List.of(), refusals);
        Course course = new Course(document);
        int expectations = 0;
        for (String line : stated.lines()) {
            expectations += course.take(line.replaceFirst("\\s+:.*", "").strip()) ? 1 : 0;
        }
        assertTrue(expectations > 0, "nothing is expected");
    }

    /** What becomes known, line by line, and what is then expected. */
    private static final class Course {

        private final ObjectNode document;
        private final History history = new History();
        private final Map<String, TreeSet<String>> days = new LinkedHashMap<>();

        Course(ObjectNode document) {
            this.document = document;
            history.signed(read(document));
            for (JsonNode named : document.findValues("series")) {
                opens(named.asText());
            }
        }

        private void opens(String series, String... more) {
            boolean first = !days.containsKey(series);
            TreeSet<String> open = days.computeIfAbsent(series, unseen -> new TreeSet<>());
            open.addAll(List.of(more));
            history.calendar(series, open.toArray(new String[0]));
            if (first && document.findParents("base").stream().anyMatch(index -> index.get("series").asText().equals(series))) {
                history.registersIndex(series);
            } else if (first) {
                history.registers(series, document.get("currency").asText());
            }
        }

        /** @return whether the line is an expectation */
        boolean take(String line) {
            String[] word = line.split("\\s+");
            switch (word[0]) {
                case "open" -> opens(word[1], Arrays.copyOfRange(word, 2, word.length));
                case "publish" -> {
                    opens(word[1], word[2]);
                    history.published(word[1], word[2], word[3], after(word, "volume"), hours(after(word, "hours")));
                }
                case "deliver" -> history.delivered(new History.Certified(word[1], word[2], word[3], or(after(word, "in"), history.unit()),
                        or(after(word, "category"), "stockpile"), after(word, "of"), after(word, "as"), assay(word), hours(after(word, "hours"))));
                case "certify" -> history.certified(word[1], Integer.parseInt(word[2]), word[3], word[4]);
                case "amend" -> amend(line.substring(6));
                case "settles" -> {
                    assertEquals(expected(word), components(word[1]), line);
                    return true;
                }
                case "parks" -> {
                    SettlementOutcome outcome = history.books().outcome(word[1]);
                    assertTrue(outcome instanceof SettlementOutcome.Parked parked && parked.missing().stream().anyMatch(missing -> missing.rule().name().equals(word[2])),
                            () -> line + ", found " + outcome);
                    return true;
                }
                case "flags" -> {
                    assertTrue(history.books().settled(word[1]).flags().stream().anyMatch(flag -> flag.startsWith(word[2])), line);
                    return true;
                }
                case "prices" -> {
                    assertEquals(word[2], history.books().settled(word[1]).amounts().referencePrice().orElseThrow().amount().toPlainString(), line);
                    return true;
                }
                case "floors" -> {
                    assertEquals(word[2], history.books().settled(word[1]).amounts().floorPrice().orElseThrow().amount().toPlainString(), line);
                    return true;
                }
                case "counts" -> {
                    assertEquals(0, new BigDecimal(word[2]).compareTo(history.books().settled(word[1]).amounts().quantity().amount()),
                            () -> line + ", found " + history.books().settled(word[1]).amounts().quantity());
                    return true;
                }
                case "funds" -> {
                    assertEquals(Arrays.toString(Arrays.copyOfRange(word, 2, word.length)),
                            history.books().payableByFund(word[1]).entrySet().stream().map(each -> each.getKey() + "=" + each.getValue()).toList().toString(), line);
                    return true;
                }
                case "nets" -> {
                    nets(word);
                    return true;
                }
                default -> throw new AssertionError("no line begins with " + word[0] + ": " + line);
            }
            return false;
        }

        private void amend(String changes) {
            document.put("version", document.get("version").asInt() + 1);
            Arrays.stream(changes.split(" ; ")).forEach(change -> change(document, change));
            assertEquals(List.of(), refusals(document));
            history.signed(read(document));
            for (JsonNode named : document.findValues("series")) {
                if (!days.containsKey(named.asText())) {
                    opens(named.asText());
                }
            }
        }

        private Map<String, String> components(String label) {
            SettlementOutcome outcome = history.books().outcome(label);
            assertTrue(outcome instanceof Settled, () -> "parked: " + outcome);
            Map<String, String> found = new TreeMap<>();
            ((Settled) outcome).components().forEach((component, amount) -> found.put(component.term().replace(' ', '-'), amount.amount().toPlainString()));
            return found;
        }

        private static Map<String, String> expected(String[] word) {
            Map<String, String> expected = new TreeMap<>();
            for (int i = 2; i + 1 < word.length; i += 2) {
                expected.put(word[i], word[i + 1]);
            }
            assertTrue(word.length % 2 == 0 || word.length == 3 && word[2].equals("nothing"), "components and amounts, or nothing");
            return expected;
        }

        /** {@code nets RECEIPTS CARRIES topUp upside carried lateForTheProducer lateForTheOffice gives offset toPay carried}. */
        private static void nets(String[] word) {
            List<Money> amounts = Arrays.stream(word).skip(3).filter(each -> !each.equals("gives")).map(each -> Money.of(each, "USD")).toList();
            Offset offset = Offset.of(new Netting(Netting.Receipts.ofTerm(word[1]).orElseThrow(), word[2].equals("carrying")), amounts.get(0), amounts.get(1),
                    amounts.get(2), amounts.get(3), amounts.get(4));
            assertEquals(List.of(amounts.get(5), amounts.get(6), amounts.get(7)), List.of(offset.offset(), offset.toPay(), offset.carried()));
        }

        private static String after(String[] words, String name) {
            int at = Arrays.asList(words).lastIndexOf(name);
            return at < 3 ? null : words[at + 1];
        }

        private static Assay assay(String[] words) {
            int at = Arrays.asList(words).indexOf("assay");
            return at < 0 ? null : new Assay(words[at + 1], new BigDecimal(words[at + 2]), new BigDecimal(words[at + 3]));
        }

        /** {@code 18x10,6x-5}: eighteen hours at 10, six at -5. */
        private static List<BigDecimal> hours(String text) {
            if (text == null) {
                return null;
            }
            List<BigDecimal> hours = new ArrayList<>();
            for (String run : text.split(",")) {
                String[] parts = run.split("x");
                hours.addAll(Collections.nCopies(Integer.parseInt(parts[0]), new BigDecimal(parts[1])));
            }
            return hours;
        }

        private static String or(String given, String otherwise) {
            return given == null ? otherwise : given;
        }
    }
}
