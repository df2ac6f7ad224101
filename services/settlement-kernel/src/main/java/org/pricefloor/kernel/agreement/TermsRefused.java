package org.pricefloor.kernel.agreement;

import java.util.List;
import java.util.stream.Collectors;

/** An agreement document that can not become terms: every rule it breaks, with the place and the fix. */
public final class TermsRefused extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * @param rule  stable name, for instance {@code SHARE_MUST_LIE_BETWEEN_ZERO_AND_ONE}
     * @param field JSON pointer into the document
     */
    public record Refusal(String rule, String field, String found, String fix) {
    }

    private final transient List<Refusal> refusals;

    public TermsRefused(List<Refusal> refusals) {
        super(refusals.stream().map(refusal -> refusal.rule() + " at " + refusal.field()).collect(Collectors.joining(", ")));
        this.refusals = List.copyOf(refusals);
    }

    public List<Refusal> refusals() {
        return refusals;
    }
}
