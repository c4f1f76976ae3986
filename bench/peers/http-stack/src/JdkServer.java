import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/** The comparison's server on the JDK's com.sun.net.httpserver, with as many threads as are given, or as it asks for. */
public final class JdkServer {
    public static void main(String[] arguments) throws IOException {
        // Read once by the JDK: small writes at once, and at most so many seconds for a request to come in.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxReqTime", "10");
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 4096);
        server.createContext("/health", exchange -> reply(exchange, "{\"status\":\"ok\"}\n"));
        server.createContext("/ask", exchange -> {
            exchange.getRequestBody().readAllBytes();
            reply(exchange, "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"yes\"}}]}\n");
        });
        server.createContext("/stream", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            try {
                while (true) {
                    out.write("data: {\"choices\":[{\"delta\":{\"content\":\"yes\"}}]}\n\n".getBytes(StandardCharsets.UTF_8));
                    out.flush();
                    Thread.sleep(500);
                }
            } catch (InterruptedException e) {
                exchange.close();
            }
        });
        int threads = Integer.getInteger("threads", 0);
        server.setExecutor(threads == 0 ? Executors.newCachedThreadPool() : Executors.newFixedThreadPool(threads));
        server.start();
        System.out.println(server.getAddress().getPort());
    }

    private static void reply(HttpExchange exchange, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
