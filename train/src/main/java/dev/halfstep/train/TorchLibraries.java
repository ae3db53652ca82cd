package dev.halfstep.train;

import ai.djl.engine.Engine;
import ai.djl.util.ClassLoaderUtils;
import ai.djl.util.Platform;
import ai.djl.util.Utils;
import dev.halfstep.train.natives.NativeFiles;
import dev.halfstep.train.natives.PrivateFolder;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Loads PyTorch's native code. By itself, DJL loads whatever it finds in {@code ~/.djl.ai}, or where the home folder cannot be
 * written, in a folder of the shared temporary folder that anybody can make; and so does JNA, by which DJL looks for CUDA. Here
 * both are shown a folder that nobody else can write, with files whose digests are known.
 *
 * <p>
 * Properties of DJL's and JNA's say where they look. They are set while PyTorch is loaded, and only where the user set none: what
 * else a process does with these libraries stays as it is. A folder that the user names is taken as it is, its files are not.
 */
final class TorchLibraries {

    private static final System.Logger LOG = System.getLogger("dev.halfstep");

    private static final String ENGINE_FOLDER = "ENGINE_CACHE_DIR";
    private static final String FOLDER = "DJL_CACHE_DIR";
    private static final String JNA_FOLDER = "jna.tmpdir";
    /** With one of these a user brings a PyTorch of his own. */
    private static final String[] OTHER_PYTORCH = {"PYTORCH_LIBRARY_PATH", "PYTORCH_VERSION"};

    private static @Nullable Engine loaded;

    private TorchLibraries() {}

    /**
     * PyTorch, loaded by the first call.
     *
     * @throws IOException if no folder can be written for it
     */
    static synchronized Engine engine() throws IOException {
        if (loaded == null) {
            loaded = load();
        }
        return loaded;
    }

    private static Engine load() throws IOException {
        if (isSet(ENGINE_FOLDER) || isSet(FOLDER)) {
            try (PrivateFolder jna = PrivateFolder.temporary()) {
                return load(jna, PrivateFolder.named(Utils.getEngineCacheDir().toAbsolutePath()));
            }
        }
        for (Path place : PrivateFolder.places()) {
            try (PrivateFolder folder = PrivateFolder.in(place)) {
                return load(folder, folder);
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, () -> "PyTorch cannot be kept in " + place, e);
            }
        }
        try (PrivateFolder folder = PrivateFolder.temporary()) {
            return load(folder, folder);
        }
    }

    private static Engine load(PrivateFolder forJna, PrivateFolder folder) throws IOException {
        boolean jna = setIfAbsent(JNA_FOLDER, forJna.folder("jna"));
        boolean engine = !isSet(FOLDER) && setIfAbsent(ENGINE_FOLDER, folder.path());
        try {
            prepare(folder);
            return Engine.getEngine("PyTorch");
        } finally {
            if (jna) {
                System.clearProperty(JNA_FOLDER);
            }
            if (engine) {
                System.clearProperty(ENGINE_FOLDER);
            }
        }
    }

    /** Unpacks what is on the class path, under the names by which DJL looks for it. */
    private static void prepare(PrivateFolder folder) throws IOException {
        for (String other : OTHER_PYTORCH) {
            if (isSet(other)) {
                return;
            }
        }
        Platform platform = Platform.detectPlatform("pytorch");
        if (platform.isPlaceholder()) {
            return; // there is none for this system, as DJL will say
        }
        String flavor = platform.getFlavor();
        var sources = new LinkedHashMap<String, URL>();
        for (String library : platform.getLibraries()) {
            add(sources, library, "pytorch/" + flavor + "/" + platform.getClassifier() + "/" + library);
        }
        String bridge = System.mapLibraryName("djl_torch");
        add(sources, platform.getApiVersion() + "-" + bridge,
                "jnilib/" + platform.getClassifier() + "/" + flavor + "/" + bridge);
        NativeFiles.prepare(folder.folder("pytorch",
                platform.getVersion() + "-" + flavor + "-" + platform.getClassifier()), sources);
    }

    private static void add(Map<String, URL> sources, String name, String resource) throws IOException {
        URL source = ClassLoaderUtils.getResource(resource);
        if (source == null) {
            throw new IOException(resource + " is not on the class path");
        }
        sources.put(name, source);
    }

    private static boolean isSet(String name) {
        String value = Utils.getEnvOrSystemProperty(name);
        return value != null && !value.isEmpty();
    }

    private static boolean setIfAbsent(String property, Path value) {
        if (isSet(property)) {
            return false;
        }
        System.setProperty(property, value.toString());
        return true;
    }
}
