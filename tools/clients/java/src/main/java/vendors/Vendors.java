package vendors;

/** The vendors' own Java clients against one server of ours: {@code vendors.Vendors URL MODEL}. Prints a table; exits with 1 where one heard wrong. */
public final class Vendors {
    private Vendors() {}

    public static void main(String[] arguments) {
        String url = arguments[0];
        String model = arguments[1];
        OpenAi.ask(url, model);
        Anthropic.ask(url, model);
        Bedrock.ask(url, model);
        LangChain.ask(url, model);
        System.exit(Checks.anyWrong() ? 1 : 0);
    }
}
