package org.pricefloor.commandline;

/** The command can not go on. The message says what happened and what to do next; no stack trace helps its reader. */
final class CommandStopped extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    CommandStopped(ExitCode exitCode, String message) {
        super(message, null, false, false);
        this.exitCode = exitCode;
    }

    ExitCode exitCode() {
        return exitCode;
    }
}
