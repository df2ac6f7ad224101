package org.pricefloor.acceptance.planted;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A copy of the sources, never the sources themselves. It is kept, so that what did not change is not built again. */
final class ScratchCopy {

    private static final Set<String> LEFT_OUT = Set.of("target", ".git", ".pricefloor", "node_modules");

    private final Path root;
    private final Map<Path, String> planted = new LinkedHashMap<>();

    private ScratchCopy(Path root) {
        this.root = root;
    }

    /** Brings the copy up to the sources; what is the same already keeps its time. */
    static ScratchCopy of(Path sources, Path copy) throws IOException {
        Files.createDirectories(copy);
        Files.walkFileTree(sources, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                if (!folder.equals(sources) && LEFT_OUT.contains(folder.getFileName().toString())) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(copy.resolve(sources.relativize(folder)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path there = copy.resolve(sources.relativize(file));
                // Of a work tree .git is a file.
                boolean source = attributes.isRegularFile() && !LEFT_OUT.contains(file.getFileName().toString());
                if (source && (!Files.exists(there) || Files.mismatch(file, there) != -1)) {
                    Files.write(there, Files.readAllBytes(file));
                    if (Files.isExecutable(file)) {
                        there.toFile().setExecutable(true);
                    }
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return new ScratchCopy(copy);
    }

    Path root() {
        return root;
    }

    void plant(PlantedFault fault) throws IOException {
        for (Map.Entry<Path, String> file : fault.diff().appliedTo(root).entrySet()) {
            planted.put(file.getKey(), Files.readString(file.getKey()));
            Files.writeString(file.getKey(), file.getValue());
        }
    }

    /** Takes out what was planted. */
    void clear() throws IOException {
        for (Map.Entry<Path, String> file : planted.entrySet()) {
            Files.writeString(file.getKey(), file.getValue());
        }
        planted.clear();
    }
}
