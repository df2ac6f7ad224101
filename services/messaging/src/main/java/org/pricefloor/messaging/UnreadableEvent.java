package org.pricefloor.messaging;

/** Bytes that are not the event they should be; the message says where and what would mend it. */
public final class UnreadableEvent extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String rule;
    private final String pointer;
    private final String fix;

    public UnreadableEvent(String rule, String pointer, String fix) {
        super(rule + (pointer.isEmpty() ? "" : " at " + pointer) + ": " + fix, null, false, false);
        this.rule = rule;
        this.pointer = pointer;
        this.fix = fix;
    }

    /** Name of the rule that failed, for instance {@code DECIMAL_MUST_BE_A_STRING}. */
    public String rule() {
        return rule;
    }

    /** JSON pointer (RFC 6901) of the value at fault; empty for the whole document. */
    public String pointer() {
        return pointer;
    }

    /** What would make it readable. */
    public String fix() {
        return fix;
    }
}
