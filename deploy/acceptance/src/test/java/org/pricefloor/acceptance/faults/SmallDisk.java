package org.pricefloor.acceptance.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.pricefloor.acceptance.faults.DiskFaults.Place;
import org.pricefloor.devstack.DevStack;

/** A disk of a few megabytes, in memory, on which a folder of a system lies. Only root may make one. */
final class SmallDisk implements AutoCloseable {

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** Whether this user on this machine may make one: root in a container often may not. */
    static boolean canBeMade() throws IOException, InterruptedException {
        if (!"root".equals(System.getProperty("user.name"))) {
            return false;
        }
        Path tried = Files.createTempDirectory("small-disk");
        try (SmallDisk disk = at(tried, 1)) {
            return Files.isDirectory(disk.folder);
        } catch (IOException notAllowed) {
            return false;
        } finally {
            Files.delete(tried);
        }
    }

    /** Makes an empty one at a folder that is there. */
    static SmallDisk at(Path folder, int megabytes) throws IOException, InterruptedException {
        run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", folder.toString());
        return new SmallDisk(folder);
    }

    /** Moves a folder of the database or the broker to one; the part it belongs to stands still meanwhile. */
    static SmallDisk under(DevStack stack, Place place) throws IOException, InterruptedException {
        Path folder = Path.of(stack.addresses().get("state")).resolve(place.folder());
        if (place == Place.BROKER_LOG) {
            stack.broker().close();
            SmallDisk disk = holding(folder, place.megabytes());
            stack.broker().startAgain();
            return disk;
        }
        stack.database().close();
        SmallDisk disk = holding(folder, place.megabytes());
        stack.database().startAgain();
        return disk;
    }

    private static SmallDisk holding(Path folder, int megabytes) throws IOException, InterruptedException {
        Path kept = folder.resolveSibling(folder.getFileName() + ".kept");
        run("mv", folder.toString(), kept.toString());
        run("mkdir", "-m", "700", folder.toString());
        SmallDisk disk = at(folder, megabytes);
        run("chmod", "700", folder.toString());
        run("cp", "-a", kept + "/.", folder.toString());
        run("rm", "-rf", kept.toString());
        return disk;
    }

    /** A run that was killed may have left its disk behind; the state folder can not be emptied then. */
    static void removeThoseBelow(Path state) throws IOException, InterruptedException {
        for (String line : Files.readAllLines(Path.of("/proc/mounts"))) {
            Path target = Path.of(line.split(" ")[1]);
            if (target.startsWith(state)) {
                run("umount", "-l", target.toString());
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
        try {
            run("umount", "-l", folder.toString());
        } catch (IOException e) {
            throw new IllegalStateException("The small disk at " + folder + " is still there", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
