package org.pricefloor.commandline;

import java.io.FileOutputStream;
import java.io.FileDescriptor;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command. Its subcommands do the work; this is where they are found and where their ends become exit codes. */
@Command(name = "pricefloor", mixinStandardHelpOptions = true, version = "pricefloor 0.1.0",
        subcommands = {SettleCommand.class, ExplainCommand.class, ReplayCommand.class, TokenCommand.class},
        description = "Settles price floor agreements from files, explains a settlement, checks the books from the topics.",
        footerHeading = "%nExit codes:%n",
        footer = {"  0  done, and where something was compared, no difference",
                "  1  an input was refused, or a difference was found",
                "  2  called wrongly", "  3  a file or server could not be reached", "  4  denied"})
public final class Pricefloor {

    /** Wide enough for the examples, which a reader copies line by line. */
    private static final int HELP_WIDTH = 110;

    private Pricefloor() {
    }

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        // Buffered and in UTF-8 whatever the terminal's locale: a hundred thousand lines go out, and files are compared by bytes.
        PrintWriter out = new PrintWriter(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int exitCode = run(out, err, arguments);
        // PrintWriter keeps its troubles to itself: without asking, a full disk would look like a success.
        if (out.checkError() && exitCode == ExitCode.OK.number()) {
            err.println("The output could not be written. Is the disk full, or was the pipe closed?");
            exitCode = ExitCode.UNREACHABLE.number();
        }
        err.flush();
        System.exit(exitCode);
    }

    /** Runs the command with these streams; its exit code. */
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine commandLine = new CommandLine(new Pricefloor()).setOut(out).setErr(err).setUsageHelpWidth(HELP_WIDTH);
        commandLine.setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getOut().flush();
            if (failure instanceof CommandStopped stopped) {
                command.getErr().println(stopped.getMessage());
                return stopped.exitCode().number();
            }
            throw failure;
        });
        return commandLine.execute(arguments);
    }
}
