import io.trino.plugin.hive.HivePlugin;
import io.trino.server.testing.TestingTrinoServer;
import java.io.OutputStream;
import java.util.Map;

/**
 * Trino on a free port of loopback, with one catalogue of Hive tables over a folder: java TrinoServer.java FOLDER. It ends when its
 * standard input does: with the test that started it.
 */
public class TrinoServer {
    public static void main(String[] arguments) throws Exception {
        TestingTrinoServer server = TestingTrinoServer.builder().build();
        server.installPlugin(new HivePlugin());
        server.createCatalog("hive", "hive", Map.of(
                "hive.metastore", "file",
                "hive.metastore.catalog.dir", "local:///metastore",
                "fs.local.enabled", "true",
                "local.location", arguments[0],
                "hive.partition-projection-enabled", "true",
                // S3 has no folders, so a day without logs is no error there.
                "hive.ignore-absent-partitions", "true",
                // The file metastore has no statistics of projected partitions, and fails where it is asked for them.
                "hive.table-statistics-enabled", "false"));
        System.out.println("listens on " + server.getBaseUrl());
        System.in.transferTo(OutputStream.nullOutputStream());
        System.exit(0);
    }
}
