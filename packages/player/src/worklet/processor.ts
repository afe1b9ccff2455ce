/** The name under which the code below is known to a context. */
export const processorName = 'outloud'

/**
 * What runs on the thread of the sound: text, because a worklet is loaded by address and shares no module with the page,
 * and without blanks, because nothing takes them out of a text. It holds all samples of an utterance, so that nothing
 * but a lack of audio can make a gap, and a position that moves through them; another rate moves faster and sounds
 * higher. `before` counts the samples ahead of the chunk at `index`. Once dry it waits for the reserve, so that audio which
 * comes too slowly stops for long and seldom. It tells of its position when sound begins, and at every eighth block.
 */
export const processorCode: string = `registerProcessor('${processorName}',class extends AudioWorkletProcessor{
chunks=[];index=0;before=0;total=0;position=0;rate=1;count=0;dry=1
listen=this.port.onmessage=({data})=>{
if(data.samples)this.total+=data.samples.length,this.chunks.push(data.samples)
Object.assign(this,data)
if(data.position>=0)this.tell()
}
tell(ended){this.port.postMessage({position:this.position,seek:this.seek,ended})}
at(position){
while(position<this.before)this.before-=this.chunks[--this.index].length
while(position>=this.before+this.chunks[this.index].length)this.before+=this.chunks[this.index++].length
return this.chunks[this.index][position-this.before]/32768
}
process(_,[[output]]){
if(this.complete||this.total-this.position>=this.reserve)this.dry=0
if(!this.playing||this.dry)this.count=0
else{
for(let i=0;i<output.length&&this.position<this.total;i++){
const whole=this.position|0,part=this.position-whole
output[i]=this.at(whole)*(1-part)+this.at(Math.min(whole+1,this.total-1))*part
this.position+=this.rate
}
this.dry=this.position>=this.total
const ended=this.dry&&this.complete
if(ended)this.playing=0,this.position=this.total
if(ended||!(this.count++&7))this.tell(ended)
}
return!this.closed
}})`
