package org.pricefloor.devstack;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;

import com.sun.net.httpserver.HttpServer;

/** A service of the smallest kind: it says that it is ready, or dies at start when it is told to. Runs from a jar of its own. */
public final class StandInService {

    private StandInService() {
    }

    public static void main(String[] arguments) throws IOException {
        if ("yes".equals(System.getenv("STAND_IN_DIES"))) {
            System.out.println("INFO  starting");
            System.out.println("ERROR the password of the database is wrong");
            System.exit(1);
        }
        int port = Integer.parseInt(System.getenv("PRICEFLOOR_HTTP_PORT"));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 0);
        server.createContext("/q/health/ready", exchange -> {
            exchange.sendResponseHeaders(200, 2);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write("{}".getBytes());
            }
        });
        server.start();
    }
}
