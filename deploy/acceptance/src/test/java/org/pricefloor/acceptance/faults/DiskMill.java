package org.pricefloor.acceptance.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.pricefloor.acceptance.RunningSystem;
import org.pricefloor.acceptance.faults.DiskFaults.Place;
import org.pricefloor.devstack.DevStack;

/** A mill on which one folder lies on a small disk of its own, in memory. Only root may make one. */
final class DiskMill implements CaseRunner {

    private final String name;
    private Mill mill;
    private Place place;
    private Path mounted;

    DiskMill(String name) {
        if (!"root".equals(System.getProperty("user.name"))) {
            throw new IllegalStateException("DISK_PART_NEEDS_ROOT: a small disk is made by mounting a tmpfs, which only root may do; this is "
                    + System.getProperty("user.name") + ". Run the part as root, or in a container that is.");
        }
        this.name = name;
    }

    @Override
    public Outcome run(FaultCase fault) throws IOException, InterruptedException {
        if (Place.of(fault) != place) {
            close();
            open(Place.of(fault));
        }
        return mill.run(fault);
    }

    private void open(Place wanted) throws IOException, InterruptedException {
        // A run that was killed may have left its disk behind; the state folder can not be emptied then.
        Path folder = RunningSystem.state(name).resolve(wanted.folder());
        unmountEverythingBelow(RunningSystem.state(name));
        place = wanted;
        if (wanted == Place.TEMP) {
            Path temp = RunningSystem.state(name + "-temp");
            mount(Files.createDirectories(temp), wanted.megabytes());
            mill = new Mill(name, options -> options.environment("PRICEFLOOR_SERVICE_JVM",
                    "-Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djava.io.tmpdir=" + temp));
            Files.createSymbolicLink(folder, temp);
            return;
        }
        mill = new Mill(name, options -> options);
        DevStack stack = mill.system().stack();
        if (wanted == Place.BROKER_LOG) {
            stack.broker().close();
            moveToDisk(folder);
            stack.broker().startAgain();
        } else {
            stack.database().close();
            moveToDisk(folder);
            stack.database().startAgain();
        }
    }

    private void moveToDisk(Path folder) throws IOException, InterruptedException {
        Path kept = folder.resolveSibling(folder.getFileName() + ".kept");
        run("mv", folder.toString(), kept.toString());
        run("mkdir", "-m", "700", folder.toString());
        mount(folder, place.megabytes());
        run("chmod", "700", folder.toString());
        run("cp", "-a", kept + "/.", folder.toString());
        run("rm", "-rf", kept.toString());
    }

    private void mount(Path folder, int megabytes) throws IOException, InterruptedException {
        run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", folder.toString());
        mounted = folder;
    }

    private static void unmountEverythingBelow(Path state) throws IOException, InterruptedException {
        for (String line : Files.readAllLines(Path.of("/proc/mounts"))) {
            String target = line.split(" ")[1];
            if (target.startsWith(state.toString())) {
                run("umount", "-l", target);
            }
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.INHERIT).start();
        if (process.waitFor() != 0) {
            throw new IOException("Ended with " + process.exitValue() + ": " + List.of(command));
        }
    }

    @Override
    public void close() {
        if (mill == null) {
            return;
        }
        mill.close();
        mill = null;
        place = null;
        try {
            run("umount", "-l", mounted.toString());
        } catch (IOException e) {
            throw new IllegalStateException("The small disk at " + mounted + " is still there", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
