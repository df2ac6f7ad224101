package org.pricefloor.infrastructure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** TCP ports of the loopback interface. */
public final class Ports {

    /** The address everything listens on: the stack is for one machine and is not reachable from outside. */
    public static final String LOOPBACK = "127.0.0.1";

    /** Two who ask one after the other would now and then be told the same. */
    private static final Set<Integer> NAMED = ConcurrentHashMap.newKeySet();

    private Ports() {
    }

    /** A port that was free a moment ago, and that this JVM did not name before; another process may take it before it is used. */
    public static int free() {
        while (true) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
                if (NAMED.add(socket.getLocalPort())) {
                    return socket.getLocalPort();
                }
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    /** Whether the port can be listened on. Sockets of an earlier owner that are still closing do not count, as they do not for a server. */
    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    /** Whether something accepts connections on the port. */
    static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(LOOPBACK, port), 1_000);
            return true;
        } catch (IOException silent) {
            return false;
        }
    }
}
