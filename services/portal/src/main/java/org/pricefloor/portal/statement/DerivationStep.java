package org.pricefloor.portal.statement;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.pricefloor.contracts.TraceStep;

/** A step of a derivation as it is printed: the formula, and below it the same formula with the figures put in. */
public record DerivationStep(TraceStep step) {

    public String name() {
        return step.name();
    }

    public String formula() {
        return step.formula();
    }

    public List<TraceStep.Input> inputs() {
        return step.inputs() == null ? List.of() : step.inputs();
    }

    /** What has to be listed below the formula: inputs that were read from a fact, and those that do not stand in it with figures. */
    public List<TraceStep.Input> listedInputs() {
        boolean shownInFormula = !withFigures().isEmpty();
        return inputs().stream().filter(input -> input.fact() != null || !shownInFormula).toList();
    }

    public String rounding() {
        return step.rounding();
    }

    public String result() {
        return step.result();
    }

    public String unit() {
        return step.unit() == null ? "" : step.unit();
    }

    /**
     * The formula with each input's name replaced by its value, to be keyed into a pocket calculator; empty where that
     * would not say more than the formula, or where an input does not occur in it (a mean over many days).
     */
    public String withFigures() {
        if (inputs().isEmpty() || step.formula() == null) {
            return "";
        }
        Map<String, String> values = new HashMap<>();
        for (TraceStep.Input input : inputs()) {
            if (values.putIfAbsent(input.name(), input.value()) != null) {
                return "";
            }
        }
        // Longest name first, so that "floor price" is not read as "floor" followed by a word.
        Pattern names = Pattern.compile(values.keySet().stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .map(Pattern::quote)
                .collect(Collectors.joining("|", "(?<![\\w.])(", ")(?![\\w.])")));
        Matcher matcher = names.matcher(step.formula());
        StringBuilder figures = new StringBuilder();
        int found = 0;
        while (matcher.find()) {
            found++;
            matcher.appendReplacement(figures, Matcher.quoteReplacement(values.get(matcher.group(1))));
        }
        matcher.appendTail(figures);
        return found < values.size() ? "" : figures.toString();
    }

    /** Inputs on one line, for a cell of a spreadsheet: {@code floor price = 110.00 USD/kg [agreements/A1/1]; ...}. */
    public String inputsOnOneLine() {
        return inputs().stream()
                .map(input -> input.name() + " = " + input.value() + (input.unit() == null ? "" : " " + input.unit())
                        + (input.fact() == null ? "" : " [" + input.fact() + "]"))
                .collect(Collectors.joining("; "));
    }

    public String factsOnOneLine() {
        return inputs().stream().map(TraceStep.Input::fact).filter(Objects::nonNull).distinct().collect(Collectors.joining(" "));
    }
}
