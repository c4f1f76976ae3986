package org.dasllm.wire.received;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerErrorTest {

    /** The last number is the status that it stands for, 0 for none. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200|{'error':{'code':'429 Too Many Requests','message':'m'}}|m|429",
                "200|{'error':{'message':'m','type':'tokens','code':'rate_limit_exceeded'}}|m|429",
                "200|{'code':'Throttling.AllocationQuota','message':'m'}|m|429",
                "200|{'error':{'type':'exceeded_current_quota_error','message':'m'}}|m|402",
                "200|{'code':'Arrearage','message':'m'}|m|402",
                "200|{'error':{'code':'billing_hard_limit_reached','message':'m'}}|m|402",
                "200|{'error':'Insufficient credits'}|Insufficient credits|402",
                "200|{'error':{'type':'authentication_error','message':'m'}}|m|401",
                "200|{'error':{'code':'DeploymentNotFound','message':'m'}}|m|404",
                "200|{'error':{'code':500,'message':'m'}}|m|500",
                "200|{'error':{'code':-1,'message':'m'}}|m|0",
                "200|{'error':true,'message':'m'}|m|0",
                "200|{'error':['a b']}|a b|0",
                "200|{'fault':{'faultstring':'m','detail':{'errorcode':'policies.ratelimit.SpikeArrest'}}}|m|429",
                "200|{'status':429,'title':'Too Many','detail':'m'}|m|429",
                "200|{'error_code':17,'error_msg':'Open api daily request limit reached'}"
                        + "|Open api daily request limit reached|429",
                "200|{'error':{'message':'Provider returned error','code':502,'metadata':{'raw':'busy'}}}"
                        + "|Provider returned error (busy)|502",
                "400|{'error':{'code':'insufficient_quota','message':'m'}}|m|402",
                "400|{'error':{'type':'invalid_request_error','message':'Your credit balance is too low'}}"
                        + "|Your credit balance is too low|402",
                "400|{'error':{'type':'invalid_request_error','message':'m'}}|m|400",
                "400|{'error':{'code':'model_not_found','message':'m'}}|m|404",
                "400|{'error':{'message':'my insufficient funds at the cash machine'}}"
                        + "|my insufficient funds at the cash machine|400",
                "403|{'error':{'status':'PERMISSION_DENIED','message':'m'}}|m|403",
                "429|{'error':{'type':'insufficient_quota','message':'m'}}|m|402",
                "429|{'error':{'status':'RESOURCE_EXHAUSTED','message':'m'}}|m|429",
                "500|{'error':{'code':'rate_limit_exceeded','message':'m'}}|m|429",
                "503|{'detail':'m'}|m|503"
            })
    void wordsAndNumbersStandForAStatus(int http, String body, String message, int status) throws Exception {
        ServerError error = ServerError.of(Envelope.read(body.replace('\'', '"')));
        assertThat(error.message()).isEqualTo(message);
        assertThat(error.status(http, false).orElse(0)).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'choices':[{'message':{'content':'x'}}],'error':null}",
                "{'choices':[{'message':{'content':'x'}}],'error':{}}",
                "{'choices':[{'message':{'content':'x'}}],'error':''}",
                "{'choices':[{'message':{'content':'x'}}],'error':false}",
                "{'choices':[{'message':{'content':'x'}}],'message':'ok','code':0}",
                "{'choices':[{'message':{'content':'x'}}],'base_resp':{'status_code':0,'status_msg':''}}",
                "{'choices':[]}",
                "[]",
                "7"
            })
    void noErrorIsNone(String body) throws Exception {
        assertThat(ServerError.inAnswer(Envelope.read(body.replace('\'', '"')))).isEmpty();
    }
}
