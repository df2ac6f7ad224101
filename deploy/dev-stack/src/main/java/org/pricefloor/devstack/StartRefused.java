package org.pricefloor.devstack;

/** The stack cannot start here and now. The message says in a sentence what is in the way, and then what to do. */
public final class StartRefused extends RuntimeException {

    public StartRefused(String sentence) {
        super(sentence);
    }

    public StartRefused(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
