import java.io.FileInputStream;
import java.io.InputStream;
import java.net.Socket;
import java.security.KeyStore;
import java.security.Security;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** Shakes hands with a server on loopback, as an old client would where a highest version is named, and prints the error. */
public class Ask {
  public static void main(String[] args) throws Exception {
    // As a Java of that time: today's has TLS 1.1 and the RSA key exchange disabled.
    if (args.length > 2) Security.setProperty("jdk.tls.disabledAlgorithms", "");
    SSLContext context = trusting(args[1]);
    try (Socket plain = new Socket("127.0.0.1", Integer.parseInt(args[0]));
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", plain.getPort(), true)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      if (args.length > 2) {
        parameters.setProtocols(new String[] {args[2]});
        parameters.setCipherSuites(new String[] {"TLS_RSA_WITH_AES_128_CBC_SHA"});
      }
      socket.setSSLParameters(parameters);
      socket.startHandshake();
    } catch (Exception error) {
      System.err.println(error);
      Throwable cause = error.getCause();
      if (cause != null && !error.toString().contains(cause.getMessage())) System.err.println("Caused by: " + cause);
      System.exit(1);
    }
  }

  private static SSLContext trusting(String file) throws Exception {
    KeyStore roots = KeyStore.getInstance("PKCS12");
    roots.load(null, null);
    try (InputStream pem = new FileInputStream(file)) {
      roots.setCertificateEntry("root", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(roots);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
