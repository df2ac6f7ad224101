package org.pricefloor.acceptance.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.pricefloor.acceptance.RunningSystem;
import org.pricefloor.acceptance.faults.DiskFaults.Place;

/** A mill on which one folder lies on a small disk of its own. */
final class DiskMill implements CaseRunner {

    private final String name;
    private Mill mill;
    private Place place;
    private SmallDisk disk;

    DiskMill(String name) throws IOException, InterruptedException {
        if (!SmallDisk.canBeMade()) {
            throw new IllegalStateException("DISK_PART_NEEDS_ROOT: a small disk is made by mounting a tmpfs, which " + System.getProperty("user.name")
                    + " may not do here. Run the part as root, in a container as one that may mount.");
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
        SmallDisk.removeThoseBelow(RunningSystem.state(name));
        place = wanted;
        if (wanted == Place.TEMP) {
            Path temp = Files.createDirectories(RunningSystem.state(name + "-temp"));
            SmallDisk.removeThoseBelow(temp);
            disk = SmallDisk.at(temp, wanted.megabytes());
            mill = new Mill(name, options -> options.environment("PRICEFLOOR_SERVICE_JVM",
                    "-Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djava.io.tmpdir=" + temp));
            Files.createSymbolicLink(RunningSystem.state(name).resolve(wanted.folder()), temp);
            return;
        }
        mill = new Mill(name, options -> options);
        disk = SmallDisk.under(mill.system().stack(), wanted);
    }

    @Override
    public void close() {
        if (mill != null) {
            mill.close();
            mill = null;
        }
        if (disk != null) {
            disk.close();
            disk = null;
        }
        place = null;
    }
}
