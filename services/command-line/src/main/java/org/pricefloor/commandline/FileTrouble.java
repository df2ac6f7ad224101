package org.pricefloor.commandline;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Why a file could not be read or written, in words. */
final class FileTrouble {

    private FileTrouble() {
    }

    static CommandStopped reading(Path file, IOException trouble) {
        if (trouble instanceof NoSuchFileException) {
            return new CommandStopped(ExitCode.UNREACHABLE, "There is no file " + file + ". Check the path.");
        }
        if (trouble instanceof AccessDeniedException) {
            return new CommandStopped(ExitCode.DENIED, "The file " + file + " may not be read by this user. Ask its owner, or copy it.");
        }
        return new CommandStopped(ExitCode.UNREACHABLE, "The file " + file + " could not be read: " + trouble.getMessage());
    }

    static CommandStopped writing(Path file, IOException trouble) {
        ExitCode code = trouble instanceof AccessDeniedException ? ExitCode.DENIED : ExitCode.UNREACHABLE;
        return new CommandStopped(code, "The file " + file + " could not be written: " + trouble.getMessage() + ". Name another place.");
    }
}
