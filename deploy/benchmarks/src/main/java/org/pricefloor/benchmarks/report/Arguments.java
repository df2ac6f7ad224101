package org.pricefloor.benchmarks.report;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The words after a benchmark's name. */
public final class Arguments {

    /** The exit code of a command that was not understood. */
    public static final int NOT_UNDERSTOOD = 2;

    /** A word that nobody knows, or a number that is none. */
    public static final class NotUnderstood extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NotUnderstood(String sentence) {
            super(sentence);
        }
    }

    private final Map<String, String> values = new HashMap<>();
    private final Set<String> flags = new HashSet<>();

    /**
     * @param options names that take a value
     * @param flags   names that stand alone
     */
    public Arguments(List<String> words, Set<String> options, Set<String> flags) {
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (flags.contains(word)) {
                this.flags.add(word);
            } else if (!options.contains(word)) {
                Set<String> known = new LinkedHashSet<>(options);
                known.addAll(flags);
                throw new NotUnderstood("There is no option " + word + ", only " + String.join(", ", known) + ". --help says what they do.");
            } else if (i + 1 == words.size()) {
                throw new NotUnderstood("The option " + word + " needs a value. --help shows it.");
            } else {
                values.put(word, words.get(++i));
            }
        }
    }

    public boolean has(String flag) {
        return flags.contains(flag);
    }

    public String text(String option, String otherwise) {
        return values.getOrDefault(option, otherwise);
    }

    /** @throws NotUnderstood if it is no whole number above zero */
    public int number(String option, int otherwise) {
        String text = values.get(option);
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("[1-9]\\d{0,8}")) {
            throw new NotUnderstood("The option " + option + " takes a whole number above zero, not " + text + ".");
        }
        return Integer.parseInt(text);
    }
}
