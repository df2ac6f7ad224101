package org.pricefloor.commandline;

/** What a script that calls the command can rely on. */
enum ExitCode {

    OK(0),
    /** The input was refused, or what was posted differs from what follows from the facts. */
    DIFFERENCE(1),
    /** The command was called wrongly; picocli uses the same number. */
    USAGE(2),
    /** A file or a server could not be reached. */
    UNREACHABLE(3),
    /** Somebody or something said no. */
    DENIED(4);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
