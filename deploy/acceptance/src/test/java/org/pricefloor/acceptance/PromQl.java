package org.pricefloor.acceptance;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * As much of PromQL as the dashboard and the alerts are written in, computed over two looks at the services. A name or a label that the
 * services do not have, and a word that is not understood, is refused: a query that can not be checked is not written.
 */
final class PromQl {

    /** A query that no answer of the services fits. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    /** What one look at all services saw: the value of each metric by its labels. */
    record Look(Map<String, Map<Map<String, String>, Double>> metrics, double seconds) {

        private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
        private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"");

        static Look at(double seconds, Map<String, String> answersByInstance) {
            Map<String, Map<Map<String, String>, Double>> metrics = new HashMap<>();
            answersByInstance.forEach((instance, answer) -> {
                // Prometheus itself adds these.
                put(metrics, "up", new TreeMap<>(Map.of("job", "pricefloor", "instance", instance)), 1);
                answer.lines().filter(line -> !line.startsWith("#") && !line.isBlank()).forEach(line -> {
                    Matcher sample = SAMPLE.matcher(line);
                    if (!sample.matches()) {
                        throw new Refused("No line of Prometheus's text format: " + line);
                    }
                    TreeMap<String, String> labels = new TreeMap<>(Map.of("job", "pricefloor", "instance", instance));
                    Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
                    while (label.find()) {
                        labels.put(label.group(1), label.group(2));
                    }
                    put(metrics, sample.group(1), labels, sample.group(3).equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(sample.group(3)));
                });
            });
            return new Look(metrics, seconds);
        }

        private static void put(Map<String, Map<Map<String, String>, Double>> metrics, String name, Map<String, String> labels, double value) {
            metrics.computeIfAbsent(name, unseen -> new LinkedHashMap<>()).put(labels, value);
        }
    }

    /** A number without labels is a scalar. */
    record Answer(boolean scalar, Map<Map<String, String>, Double> values) {

        static Answer of(double number) {
            return new Answer(true, Map.of(Map.of(), number));
        }

        double number() {
            return values.values().iterator().next();
        }
    }

    private static final Set<String> AGGREGATES = Set.of("sum", "max", "min");
    private static final Set<String> RANGES = Set.of("rate", "increase", "delta");
    private static final Pattern TOKEN = Pattern.compile("\\s*(?:([a-zA-Z_:][a-zA-Z0-9_:]*)|(\\d+(?:\\.\\d+)?[smhd])|(\\d+(?:\\.\\d+)?)|(\"[^\"]*\")|(=~|!~|!=|==|>=|<=|[-+*/(){}\\[\\],=<>]))");

    private final List<String> tokens = new ArrayList<>();
    private final Look earlier;
    private final Look now;
    private int at;

    private PromQl(String query, Look earlier, Look now) {
        this.earlier = earlier;
        this.now = now;
        Matcher token = TOKEN.matcher(query);
        int end = 0;
        while (end < query.length() && token.find(end) && token.start() == end) {
            tokens.add(token.group().strip());
            end = token.end();
        }
        if (!query.substring(end).isBlank()) {
            throw new Refused("Not understood at '" + query.substring(end) + "'");
        }
    }

    /** The answer to the query; of an alert, what it fires for. */
    static Answer answer(String query, Look earlier, Look now) {
        PromQl parser = new PromQl(query, earlier, now);
        Answer answer = parser.comparison();
        if (parser.at < parser.tokens.size()) {
            throw new Refused("Not understood from '" + parser.tokens.get(parser.at) + "'");
        }
        return answer;
    }

    private Answer comparison() {
        Answer left = sum();
        String operator = peek();
        if (!Set.of(">", "<", ">=", "<=", "==", "!=").contains(operator)) {
            return left;
        }
        at++;
        double bound = sum().number();
        Map<Map<String, String>, Double> kept = new LinkedHashMap<>();
        left.values().forEach((labels, value) -> {
            boolean holds = switch (operator) {
                case ">" -> value > bound;
                case "<" -> value < bound;
                case ">=" -> value >= bound;
                case "<=" -> value <= bound;
                case "==" -> value == bound;
                default -> value != bound;
            };
            if (holds) {
                kept.put(labels, value);
            }
        });
        return new Answer(false, kept);
    }

    private Answer sum() {
        Answer left = product();
        while (peek().equals("+") || peek().equals("-")) {
            boolean plus = next().equals("+");
            left = combined(left, product(), plus ? Double::sum : (a, b) -> a - b);
        }
        return left;
    }

    private Answer product() {
        Answer left = signed();
        while (peek().equals("*") || peek().equals("/")) {
            boolean times = next().equals("*");
            left = combined(left, signed(), times ? (a, b) -> a * b : (a, b) -> a / b);
        }
        return left;
    }

    private Answer signed() {
        if (peek().equals("-")) {
            at++;
            return mapped(signed(), value -> -value);
        }
        return primary();
    }

    private Answer primary() {
        String token = next();
        if (token.equals("(")) {
            Answer inner = comparison();
            expect(")");
            return inner;
        }
        if (token.matches("\\d.*")) {
            return Answer.of(Double.parseDouble(token));
        }
        if (AGGREGATES.contains(token)) {
            return aggregate(token);
        }
        if (RANGES.contains(token)) {
            expect("(");
            Answer range = range(token, next());
            expect(")");
            return range;
        }
        if (token.equals("abs")) {
            expect("(");
            Answer inner = comparison();
            expect(")");
            return mapped(inner, Math::abs);
        }
        if (token.equals("histogram_quantile")) {
            expect("(");
            double share = comparison().number();
            expect(",");
            Answer buckets = comparison();
            expect(")");
            return quantile(share, buckets);
        }
        return selected(token, now, matchers(token));
    }

    private Answer aggregate(String how) {
        Set<String> by = new TreeSet<>();
        if (peek().equals("by")) {
            at++;
            expect("(");
            while (!peek().equals(")")) {
                by.add(next());
                if (peek().equals(",")) {
                    at++;
                }
            }
            expect(")");
        }
        expect("(");
        Answer inner = comparison();
        expect(")");
        for (String label : by) {
            if (!inner.values().isEmpty() && inner.values().keySet().stream().noneMatch(labels -> labels.containsKey(label))) {
                throw new Refused("Aggregated by " + label + ", which none of it has");
            }
        }
        Map<Map<String, String>, Double> values = new LinkedHashMap<>();
        inner.values().forEach((labels, value) -> {
            Map<String, String> kept = new TreeMap<>(labels);
            kept.keySet().retainAll(by);
            values.merge(kept, value, how.equals("sum") ? Double::sum : how.equals("max") ? Math::max : Math::min);
        });
        return new Answer(false, values);
    }

    private Answer range(String how, String metric) {
        Map<String, String[]> matchers = matchers(metric);
        expect("[");
        String duration = next();
        if (!duration.matches("\\d+[smhd]")) {
            throw new Refused("No duration: " + duration);
        }
        expect("]");
        Answer before = selected(metric, earlier, matchers);
        Answer after = selected(metric, now, matchers);
        double seconds = how.equals("rate") ? now.seconds() - earlier.seconds() : 1;
        Map<Map<String, String>, Double> values = new LinkedHashMap<>();
        after.values().forEach((labels, value) -> {
            if (before.values().containsKey(labels)) {
                values.put(labels, (value - before.values().get(labels)) / seconds);
            }
        });
        return new Answer(false, values);
    }

    private Map<String, String[]> matchers(String metric) {
        if (!now.metrics().containsKey(metric)) {
            throw new Refused("No service has " + metric);
        }
        Map<String, String[]> matchers = new LinkedHashMap<>();
        if (peek().equals("{")) {
            at++;
            while (!peek().equals("}")) {
                String label = next();
                String operator = next();
                String value = next();
                if (now.metrics().get(metric).keySet().stream().noneMatch(labels -> labels.containsKey(label))) {
                    throw new Refused(metric + " has no label " + label);
                }
                matchers.put(label, new String[] {operator, value.substring(1, value.length() - 1)});
                if (peek().equals(",")) {
                    at++;
                }
            }
            expect("}");
        }
        return matchers;
    }

    private static Answer selected(String metric, Look look, Map<String, String[]> matchers) {
        Map<Map<String, String>, Double> values = new LinkedHashMap<>();
        look.metrics().getOrDefault(metric, Map.of()).forEach((labels, value) -> {
            boolean all = matchers.entrySet().stream().allMatch(matcher -> {
                String found = labels.getOrDefault(matcher.getKey(), "");
                return switch (matcher.getValue()[0]) {
                    case "=" -> found.equals(matcher.getValue()[1]);
                    case "!=" -> !found.equals(matcher.getValue()[1]);
                    case "=~" -> found.matches(matcher.getValue()[1]);
                    default -> !found.matches(matcher.getValue()[1]);
                };
            });
            if (all) {
                values.put(labels, value);
            }
        });
        return new Answer(false, values);
    }

    private static Answer quantile(double share, Answer buckets) {
        Map<Map<String, String>, TreeMap<Double, Double>> groups = new LinkedHashMap<>();
        buckets.values().forEach((labels, count) -> {
            Map<String, String> others = new TreeMap<>(labels);
            String bound = others.remove("le");
            if (bound == null) {
                throw new Refused("histogram_quantile over what has no le");
            }
            groups.computeIfAbsent(others, unseen -> new TreeMap<>()).put(bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound), count);
        });
        Map<Map<String, String>, Double> values = new LinkedHashMap<>();
        groups.forEach((labels, counts) -> {
            double wanted = share * counts.lastEntry().getValue();
            values.put(labels, wanted == 0 ? Double.NaN : counts.entrySet().stream().filter(each -> each.getValue() >= wanted).findFirst().orElseThrow().getKey());
        });
        return new Answer(false, values);
    }

    private static Answer combined(Answer left, Answer right, DoubleBinaryOperator operator) {
        if (left.scalar() && right.scalar()) {
            return Answer.of(operator.applyAsDouble(left.number(), right.number()));
        }
        Map<Map<String, String>, Double> values = new LinkedHashMap<>();
        left.values().forEach((labels, value) -> {
            if (right.scalar()) {
                values.put(labels, operator.applyAsDouble(value, right.number()));
            } else if (right.values().containsKey(labels)) {
                values.put(labels, operator.applyAsDouble(value, right.values().get(labels)));
            }
        });
        return new Answer(false, values);
    }

    private static Answer mapped(Answer answer, DoubleUnaryOperator operator) {
        Map<Map<String, String>, Double> values = new LinkedHashMap<>();
        answer.values().forEach((labels, value) -> values.put(labels, operator.applyAsDouble(value)));
        return new Answer(answer.scalar(), values);
    }

    private String peek() {
        return at < tokens.size() ? tokens.get(at) : "";
    }

    private String next() {
        if (at == tokens.size()) {
            throw new Refused("The query ends too early");
        }
        return tokens.get(at++);
    }

    private void expect(String token) {
        String found = next();
        if (!found.equals(token)) {
            throw new Refused("Expected " + token + ", found " + found);
        }
    }
}
