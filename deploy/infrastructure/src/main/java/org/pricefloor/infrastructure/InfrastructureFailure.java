package org.pricefloor.infrastructure;

/** Something could not be started or prepared. The message is one sentence that says what failed and, after it, what to do. */
public final class InfrastructureFailure extends RuntimeException {

    public InfrastructureFailure(String sentence) {
        super(sentence);
    }

    public InfrastructureFailure(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
