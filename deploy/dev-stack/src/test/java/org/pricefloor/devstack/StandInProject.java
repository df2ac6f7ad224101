package org.pricefloor.devstack;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A project folder that holds one built service, {@code settlement}, with one migration. */
final class StandInProject {

    static final List<Service> SERVICES = List.of(new Service("settlement", 8083));

    private StandInProject() {
    }

    static Path make(Path root) throws IOException {
        Path application = root.resolve("services/settlement/target/quarkus-app");
        Files.createDirectories(application.resolve("app"));
        Files.createDirectories(root.resolve("deploy"));
        Files.writeString(root.resolve("deploy/up"), "");
        Files.writeString(root.resolve("services/settlement/pom.xml"), "");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, StandInService.class.getName());
        try (OutputStream file = Files.newOutputStream(application.resolve("quarkus-run.jar")); JarOutputStream jar = new JarOutputStream(file, manifest)) {
            String entry = StandInService.class.getName().replace('.', '/') + ".class";
            jar.putNextEntry(new JarEntry(entry));
            try (InputStream compiled = StandInService.class.getClassLoader().getResourceAsStream(entry)) {
                compiled.transferTo(jar);
            }
        }
        try (OutputStream file = Files.newOutputStream(application.resolve("app/settlement-0.1.0.jar")); JarOutputStream jar = new JarOutputStream(file)) {
            jar.putNextEntry(new JarEntry("db/settlement/V0001__lots_are_weighed.sql"));
            jar.write("CREATE TABLE lot (id varchar PRIMARY KEY); GRANT SELECT, INSERT ON lot TO settlement_service;".getBytes(StandardCharsets.UTF_8));
        }
        return root;
    }
}
